/**
 * A Fortran compiler, with those for C and C++ beside it.
 * @typedef {object} Compiler
 * @property {string} name
 * @property {string} suite of Debian that has it
 * @property {string} root which it shares with the others of that name
 * @property {string} fc
 * @property {string} cc
 * @property {string} cxx
 * @property {string} [libraries] a folder of its own libraries, where it does not know that itself
 * @property {string[]} packages
 */

/**
 * @param {number} version
 * @param {string} suite
 * @returns {Compiler}
 */
const gnu = (version, suite) => ({
  name: `gfortran ${version}`,
  suite,
  root: suite,
  fc: `gfortran-${version}`,
  cc: `gcc-${version}`,
  cxx: `g++-${version}`,
  packages: [`gfortran-${version}`, `gcc-${version}`, `g++-${version}`],
});

/**
 * With a C compiler of another make beside it, as is usual, so that each has an ISO_Fortran_binding.h of its own.
 * @param {number} version
 * @param {string} suite
 * @param {string} fc
 * @param {number} beside
 * @returns {Compiler}
 */
const llvm = (version, suite, fc, beside) => ({
  ...gnu(beside, suite),
  name: `flang ${version}`,
  root: `flang-${version}`, // two do not go beside each other
  fc,
  libraries: `/usr/lib/llvm-${version}/lib`,
  packages: [
    ...gnu(beside, suite).packages,
    `flang-${version}`,
    `libflang-${version}-dev`,
    `libomp-${version}-dev`,
  ],
});

/** The compilers that are tried, each with the suite of Debian that has it. */
export const compilers = [
  gnu(11, 'bookworm'),
  gnu(12, 'bookworm'),
  gnu(13, 'trixie'),
  gnu(14, 'trixie'),
  gnu(15, 'sid'),
  gnu(16, 'sid'),
  llvm(16, 'bookworm', 'flang-new-16', 12),
  llvm(19, 'trixie', 'flang-new-19', 14),
  llvm(22, 'sid', 'flang-22', 16),
  llvm(23, 'sid', 'flang-23', 16),
];
