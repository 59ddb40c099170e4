import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workspaceFile } from '../../setup/workspaceFile.mjs';
import { NEEDED, ProgramFolder } from '../ProgramFolder.mjs';

/** @type {ProgramFolder} the whole PATH */
let bin;

beforeEach(() => {
  bin = new ProgramFolder();
});

afterEach(() => {
  bin.remove();
});

/**
 * Runs the setup as npm does, with `bin` as its PATH.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function setup(args, env = {}) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [workspaceFile('tools/setup.mjs'), ...args],
    {
      encoding: 'utf8',
      env: { HOME: process.env['HOME'], PATH: bin.path, ...env },
    },
  );
  return { status, stderr, stdout };
}

describe('setup --check', () => {
  it('says that nothing is missing where everything is there', () => {
    bin.provide(NEEDED);
    expect(setup(['--check'])).toEqual({ status: 0, stdout: '', stderr: 'setup: nothing is missing\n' });
  });

  it('names the Fortran compiler, and only it, where only it is missing', () => {
    bin.provide(NEEDED.filter((program) => program !== 'gfortran'));
    const { status, stderr } = setup(['--check']);
    expect(status).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'setup: missing: a Fortran compiler, which builds the module rankwise and the Fortran examples ' +
        '(none of gfortran, ifx, ifort, flang, flang-new, nvfortran, ftn is on the PATH)',
      'setup: install with the one of these that you use, and run the command again:',
      'setup:   apt:   sudo apt-get update && sudo apt-get install -y --no-install-recommends gfortran',
      'setup:   dnf:   sudo dnf install -y gcc-gfortran',
      'setup:   brew:  brew install gcc',
      'setup:   conda: conda install -y -c conda-forge fortran-compiler',
      'setup:   spack: spack install gcc && spack load gcc',
      '',
    ]);
  });

  it('names everything on an empty PATH', () => {
    const { status, stderr } = setup(['--check']);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'apt-get install -y --no-install-recommends gcc libc6-dev gfortran cmake make pkg-config openmpi-bin libopenmpi-dev\n',
    );
  });

  it('does not take a CMake without workflow presets', () => {
    bin.provide(NEEDED.filter((program) => program !== 'cmake'));
    bin.fake('cmake', 'echo "cmake version 3.22.1"');
    const { status, stderr } = setup(['--check']);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'CMake 3.25 or later, which drives the native build (the cmake on the PATH is 3.22.1)',
    );
  });

  it('does not take a compiler that cannot compile, and says what it said', () => {
    bin.provide(NEEDED.filter((program) => program !== 'gfortran'));
    bin.fake('gfortran', 'echo "hello.f90" >&2; echo "Error: licence expired" >&2; exit 1');
    const { status, stderr } = setup(['--check']);
    expect(status).toBe(1);
    expect(stderr).toContain('(gfortran fails: Error: licence expired)');
  });

  it('blames FC where FC names a compiler that is not there', () => {
    bin.provide(NEEDED);
    const { status, stderr } = setup(['--check'], { FC: 'no-such-fortran' });
    expect(status).toBe(1);
    expect(stderr).toContain('(no-such-fortran is not on the PATH)');
    expect(stderr).toContain('set the environment variable FC to a Fortran compiler that works, or unset it');
    expect(stderr).not.toContain('apt-get');
  });

  it('tries the compiler that FC names, with its options', () => {
    bin.provide(NEEDED);
    expect(setup(['--check'], { FC: 'gfortran -O1' }).status).toBe(0);
  });

  it('takes ninja for make only where CMake will use it', () => {
    bin.provide(NEEDED.filter((program) => program !== 'make'));
    bin.fake('ninja', 'echo 1.11.1');
    expect(setup(['--check']).stderr).toContain('(none of make, gmake is on the PATH)');
    expect(setup(['--check'], { CMAKE_GENERATOR: 'Ninja' }).status).toBe(0);
  });

  it('lists what the tests need only when it is asked to', () => {
    bin.provide(NEEDED);
    const { stderr } = setup(['--check', '--with-tests'], { RANKWISE_PYTHON: 'no-such-python' });
    expect(stderr).toContain('clang');
    expect(stderr).toContain('(no module torch for no-such-python)');
  });
});

describe('setup', () => {
  it('prints its help on stdout', () => {
    const { status, stdout } = setup(['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('npm run setup -- --check --with-tests');
  });

  it('refuses an option that it does not know', () => {
    expect(setup(['--chek'])).toMatchObject({
      status: 2,
      stderr: 'setup: there is no option --chek; `npm run setup -- --help` lists them\n',
    });
  });
});
