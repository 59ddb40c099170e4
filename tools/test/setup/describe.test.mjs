import { describe, expect, it } from 'vitest';
import { describeInstallLines, describeMissing } from '../../setup/describe.mjs';
import { requirementsFor } from '../../setup/requirements.mjs';

/** @import { Missing } from '../../setup/detectMissing.mjs' */

/**
 * What is missing, as if it had been looked for in vain.
 *
 * @param {...string} names the beginnings of the requirements' names
 * @returns {Missing[]}
 */
function missing(...names) {
  return names.map((name) => {
    const requirement = requirementsFor({ withTests: true }).find((each) => each.name.startsWith(name));
    if (requirement === undefined) throw new Error(`no requirement is called ${name}`);
    return { requirement, reason: 'tried in vain' };
  });
}

describe('describeMissing', () => {
  it('names the thing, what it is for and what was tried', () => {
    expect(describeMissing(missing('a Fortran compiler'))).toEqual([
      'missing: a Fortran compiler, which builds the module rankwise and the Fortran examples (tried in vain)',
    ]);
  });
});

describe('describeInstallLines', () => {
  it('lists only what is missing, for every package manager', () => {
    expect(describeInstallLines(missing('a Fortran compiler', 'CMake'))).toEqual([
      'install with the one of these that you use, and run the command again:',
      '  apt:   sudo apt-get update && sudo apt-get install -y --no-install-recommends gfortran cmake',
      '  dnf:   sudo dnf install -y gcc-gfortran cmake',
      '  brew:  brew install gcc cmake',
      "  conda: conda install -y -c conda-forge fortran-compiler 'cmake>=3.25'",
      "  spack: spack install gcc 'cmake@3.25:' && spack load gcc 'cmake@3.25:'",
    ]);
  });

  it('names a package once that brings several things', () => {
    const lines = describeInstallLines(missing('a C compiler', 'a Fortran compiler'), ['brew', 'spack']);
    expect(lines.slice(1)).toEqual([
      '  brew:  brew install gcc',
      '  spack: spack install gcc && spack load gcc',
    ]);
  });

  it('loads the module that Fedora keeps MPI in', () => {
    const [, line] = describeInstallLines(missing('MPI'), ['dnf']);
    expect(line).toMatch(
      /^ {2}dnf: {3}sudo dnf install -y openmpi openmpi-devel && module load mpi\/openmpi-\w+$/,
    );
  });

  it('offers no package for what an environment variable breaks', () => {
    const broken = missing('a Fortran compiler').map((each) => ({ ...each, setting: 'FC' }));
    expect(describeInstallLines(broken)).toEqual([
      'set the environment variable FC to a Fortran compiler that works, or unset it',
    ]);
  });

  it('has packages of every manager for every requirement', () => {
    for (const { packages, name } of requirementsFor({ withTests: true })) {
      for (const list of Object.values(packages)) expect(list, name).not.toHaveLength(0);
      expect(Object.keys(packages), name).toEqual(['apt', 'dnf', 'brew', 'conda', 'spack']);
    }
  });
});
