import { execFile, spawnSync } from 'node:child_process';

/** An implementation of MPI on this machine: what starts ranks, and what compiles Fortran for it. */
export interface MpiImplementation {
  readonly name: string;
  readonly mpiexec: string;
  readonly compiler: string;
}

/** What the ranks of a job left. `status` is null where they had to be stopped. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** How an implementation is known: by what its mpiexec says of itself. */
interface Kind {
  readonly name: string;
  readonly says: RegExp;
  /** Where distributions put its commands, in pairs: mpiexec and the wrapper of the Fortran compiler. */
  readonly commands: readonly (readonly [mpiexec: string, compiler: string])[];
  readonly packages: string;
}

export const kinds: readonly Kind[] = [
  {
    name: 'Open MPI',
    says: /open ?mpi|openrte/i,
    commands: [
      ['mpiexec.openmpi', 'mpif90.openmpi'],
      ['/usr/lib64/openmpi/bin/mpiexec', '/usr/lib64/openmpi/bin/mpif90'],
      ['mpiexec', 'mpif90'],
    ],
    packages: 'openmpi-bin and libopenmpi-dev on Debian, openmpi-devel on Fedora',
  },
  {
    name: 'MPICH',
    says: /hydra|mpich/i,
    commands: [
      ['mpiexec.mpich', 'mpif90.mpich'],
      ['/usr/lib64/mpich/bin/mpiexec', '/usr/lib64/mpich/bin/mpif90'],
      ['mpiexec', 'mpif90'],
    ],
    packages: 'mpich and libmpich-dev on Debian, mpich-devel on Fedora; both go beside Open MPI',
  },
];

/** Finds an implementation. @throws Error that says how to get it. */
export function findMpi({ name, says, commands, packages }: Kind): MpiImplementation {
  for (const [mpiexec, compiler] of commands) {
    const { status, stdout } = spawnSync(mpiexec, ['--version'], { encoding: 'utf8' });
    if (status !== 0 || !says.test(stdout)) continue;
    if (spawnSync(compiler, ['--version']).status === 0) return { name, mpiexec, compiler };
  }
  throw new Error(`${name} is not here. 'npm test' installs it where it may; else install ${packages}.`);
}

// Root's own containers, and more ranks than cores, are refused by Open MPI unless it is told otherwise.
const forOpenMpi = {
  OMPI_ALLOW_RUN_AS_ROOT: '1',
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  PRTE_MCA_rmaps_default_mapping_policy: ':oversubscribe',
};

/** Runs ranks in a folder; ranks that wait for ever are stopped after 100 s. */
export function runRanks(
  mpi: MpiImplementation,
  size: number,
  command: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      mpi.mpiexec,
      ['-n', String(size), ...command],
      {
        cwd: options.cwd,
        env: { ...process.env, ...forOpenMpi, ...options.env },
        timeout: 100_000,
      },
      (_, stdout, stderr) => {
        resolve({ status: child.exitCode, output: stdout + stderr });
      },
    );
  });
}
