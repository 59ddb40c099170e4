import process from 'node:process';

/** @import { Missing } from './detectMissing.mjs' */
/** @import { PackageManager } from './requirements.mjs' */

/** @type {readonly PackageManager[]} */
export const PACKAGE_MANAGERS = ['apt', 'dnf', 'brew', 'conda', 'spack'];

/**
 * The packages that bring what is missing, each once, in the order of the requirements.
 *
 * @param {PackageManager} manager
 * @param {readonly Missing[]} missing
 */
export function packagesFor(manager, missing) {
  return [...new Set(missing.flatMap(({ requirement }) => requirement.packages[manager]))];
}

/**
 * The line to type in a shell.
 *
 * @param {PackageManager} manager
 * @param {readonly Missing[]} missing
 */
export function installLine(manager, missing) {
  const packages = packagesFor(manager, missing);
  const names = packages.join(' ');
  switch (manager) {
    case 'apt':
      return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}`;
    case 'dnf':
      // Fedora and its kin keep MPI off the PATH until its module is loaded.
      return `sudo dnf install -y ${names}${packages.includes('openmpi') ? ` && module load mpi/openmpi-${machine()}` : ''}`;
    case 'brew':
      return `brew install ${names}`;
    case 'conda':
      return `conda install -y -c conda-forge ${names}`;
    case 'spack':
      return `spack install ${names} && spack load ${names}`;
  }
}

/** The machine's name as `uname -m` has it on Linux. */
function machine() {
  /** @type {Partial<Record<string, string>>} */
  const names = { x64: 'x86_64', arm64: 'aarch64', ppc64: 'ppc64le' };
  return names[process.arch] ?? process.arch;
}
