import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the ranks of a job left. */
export interface Outcome {
  /** 0 where every rank ended with 0. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Files of the stand-in that no rank took. */
  readonly left: readonly string[];
}

/** What the ranks run, and what is set for them besides this process's environment. */
export interface Job {
  readonly command: readonly [program: string, ...words: string[]];
  readonly environment?: NodeJS.ProcessEnv;
}

/** Whether this machine can start ranks of MPI. */
export const hasMpi = spawnSync('mpiexec', ['--version']).status === 0;

// More ranks than cores and root's own containers are refused by Open MPI unless it is told otherwise.
const forOpenMpi = {
  OMPI_ALLOW_RUN_AS_ROOT: '1',
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  PRTE_MCA_rmaps_default_mapping_policy: ':oversubscribe',
};

/** Runs ranks under mpiexec. */
export async function underMpiexec(size: number, { command, environment }: Job): Promise<Outcome> {
  const words = ['-n', String(size), ...command] as const;
  return { ...(await run('mpiexec', words, { ...forOpenMpi, ...environment })), left: [] };
}

/** Runs ranks as processes of this machine, as a launcher does that has no MPI. */
export async function asLocalProcesses(size: number, { command, environment }: Job): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'rankwise-'));
  const [program, ...words] = command;
  try {
    const ranks = await Promise.all(
      Array.from({ length: size }, (_, rank) =>
        run(program, words, { ...rankVariables(rank, size), RANKWISE_LOCAL_DIR: folder, ...environment }),
      ),
    );
    return {
      status: ranks.find(({ status }) => status !== 0)?.status ?? 0,
      stdout: ranks.map(({ stdout }) => stdout).join(''),
      stderr: ranks.map(({ stderr }) => stderr).join(''),
      left: readdirSync(folder),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rankVariables(rank: number, size: number): NodeJS.ProcessEnv {
  return {
    RANKWISE_RANK: String(rank),
    RANKWISE_SIZE: String(size),
    RANKWISE_LOCAL_RANK: String(rank),
    RANKWISE_LOCAL_SIZE: String(size),
  };
}

function run(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Omit<Outcome, 'left'>> {
  const options = { env: { ...process.env, ...environment }, timeout: 50_000 };
  return new Promise((resolve) => {
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      resolve({ status: child.exitCode ?? (error === null ? 0 : 1), stdout, stderr });
    });
  });
}
