import { probeCCompiler, probeFortranCompiler } from './probeCompilers.mjs';
import {
  probeClang,
  probeCxxCompiler,
  probeNumpy,
  probeTorch,
  probeStrace,
  probeValgrind,
  probeVulkan,
} from './probeForTests.mjs';
import { probeCMake, probeMake, probePkgConfig } from './probePrograms.mjs';
import { probeMpi, probeMpich } from './probeMpi.mjs';

/** @import { SetupOptions } from './options.mjs' */
/** @import { Probe } from './probe.mjs' */

/** @typedef {'apt' | 'dnf' | 'brew' | 'conda' | 'spack'} PackageManager */

/**
 * @typedef {object} Requirement
 * @property {string} name what it is, for a reader
 * @property {string} why what rankwise does with it
 * @property {Probe} probe finds out, by running it, whether it is there and works
 * @property {Record<PackageManager, readonly string[]>} packages that bring it
 */

/** The oldest CMake that has workflow presets (schema version 6), with which the native library is built. */
export const MINIMUM_CMAKE = '3.25';

/** What a user needs to build and run rankwise. @type {readonly Requirement[]} */
const FOR_USERS = [
  {
    name: 'a C compiler',
    why: 'builds librankwise',
    probe: probeCCompiler,
    packages: {
      // gcc itself only recommends the C library's headers, and recommendations are not installed.
      apt: ['gcc', 'libc6-dev'],
      dnf: ['gcc'],
      brew: ['gcc'],
      conda: ['c-compiler'],
      spack: ['gcc'],
    },
  },
  {
    name: 'a Fortran compiler',
    why: 'builds the module rankwise and the Fortran examples',
    probe: probeFortranCompiler,
    packages: {
      apt: ['gfortran'],
      dnf: ['gcc-gfortran'],
      brew: ['gcc'],
      conda: ['fortran-compiler'],
      spack: ['gcc'],
    },
  },
  {
    name: `CMake ${MINIMUM_CMAKE} or later`,
    why: 'drives the native build',
    probe: (context) => probeCMake(context, MINIMUM_CMAKE),
    packages: {
      apt: ['cmake'],
      dnf: ['cmake'],
      brew: ['cmake'],
      conda: [`'cmake>=${MINIMUM_CMAKE}'`],
      spack: [`'cmake@${MINIMUM_CMAKE}:'`],
    },
  },
  {
    name: 'make (or ninja, with CMAKE_GENERATOR=Ninja)',
    why: 'runs the native build',
    probe: probeMake,
    packages: { apt: ['make'], dnf: ['make'], brew: ['make'], conda: ['make'], spack: ['gmake'] },
  },
  {
    name: 'pkg-config',
    why: 'gives the compile and link lines of rankwise to builds without CMake',
    probe: probePkgConfig,
    packages: {
      apt: ['pkg-config'],
      dnf: ['pkgconf-pkg-config'],
      brew: ['pkgconf'],
      conda: ['pkg-config'],
      spack: ['pkgconf'],
    },
  },
  {
    name: 'MPI',
    why: 'starts the ranks and carries their messages',
    probe: probeMpi,
    packages: {
      apt: ['openmpi-bin', 'libopenmpi-dev'],
      dnf: ['openmpi', 'openmpi-devel'],
      brew: ['open-mpi'],
      conda: ['openmpi', 'openmpi-mpicc', 'openmpi-mpifort'],
      spack: ['openmpi'],
    },
  },
];

/** What only the tests need. @type {readonly Requirement[]} */
const FOR_TESTS = [
  {
    name: 'a C++ compiler',
    why: 'compiles the C headers as C++',
    probe: probeCxxCompiler,
    packages: { apt: ['g++'], dnf: ['gcc-c++'], brew: ['gcc'], conda: ['cxx-compiler'], spack: ['gcc'] },
  },
  {
    name: 'clang',
    why: 'compiles librankwise a second time, with warnings as errors',
    probe: probeClang,
    packages: { apt: ['clang'], dnf: ['clang'], brew: ['llvm'], conda: ['clang'], spack: ['llvm'] },
  },
  {
    name: 'valgrind',
    why: 'looks for leaks and invalid accesses in librankwise',
    probe: probeValgrind,
    packages: {
      apt: ['valgrind'],
      dnf: ['valgrind'],
      brew: ['valgrind'],
      conda: ['valgrind'],
      spack: ['valgrind'],
    },
  },
  {
    name: 'strace',
    why: 'sees which files and sockets ranks and engines open',
    probe: probeStrace,
    packages: { apt: ['strace'], dnf: ['strace'], brew: ['strace'], conda: ['strace'], spack: ['strace'] },
  },
  {
    name: 'MPICH',
    why: 'runs the tests of rankwise_mpi a second time: handles and modules differ from those of Open MPI',
    probe: probeMpich,
    packages: {
      apt: ['mpich', 'libmpich-dev'],
      dnf: ['mpich', 'mpich-devel'],
      brew: ['mpich'],
      conda: ['mpich', 'mpich-mpifort'],
      spack: ['mpich'],
    },
  },
  {
    name: 'Python with numpy and venv',
    why: 'runs the tests of the Python package, and installs it',
    probe: probeNumpy,
    packages: {
      apt: ['python3-numpy', 'python3-venv'],
      dnf: ['python3-numpy', 'python3-pip'],
      brew: ['numpy'],
      conda: ['numpy', 'pip'],
      spack: ['py-numpy', 'py-pip'],
    },
  },
  {
    name: 'PyTorch',
    why: 'exports networks to ONNX and gives the numbers to compare with',
    probe: probeTorch,
    packages: {
      apt: ['python3-torch'],
      dnf: ['python3-torch'],
      brew: ['pytorch'],
      conda: ['pytorch'],
      spack: ['py-torch'],
    },
  },
  {
    name: 'a Vulkan driver that needs no GPU',
    why: 'runs the tests of WebGPU',
    probe: probeVulkan,
    packages: {
      // Chromium brings SwiftShader. Mesa's lavapipe serves from version 23 on.
      apt: ['libvulkan1', 'chromium-common'],
      dnf: ['vulkan-loader', 'mesa-vulkan-drivers'],
      brew: ['vulkan-loader', 'molten-vk'],
      conda: ['libvulkan-loader', 'mesalib'],
      spack: ['vulkan-loader', 'mesa'],
    },
  },
];

/** @param {Pick<SetupOptions, 'withTests'>} options */
export function requirementsFor(options) {
  return options.withTests ? [...FOR_USERS, ...FOR_TESTS] : FOR_USERS;
}
