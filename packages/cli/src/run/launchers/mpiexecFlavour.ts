import { execa } from 'execa';

/** What the launcher of an MPI understands, as far as it matters here. */
export interface MpiexecFlavour {
  /** First line of what it says about its version. */
  readonly version: string;
  /** Whether it refuses more ranks than cores without `--oversubscribe`. */
  readonly oversubscribe: boolean;
  /** Whether it can mark each line with its rank. */
  readonly tags: boolean;
}

const ANSWER_MS = 10_000;

/** Asks mpiexec which MPI it belongs to. One that does not answer is taken for one without peculiarities. */
export async function askMpiexec(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<MpiexecFlavour> {
  const { stdout } = await execa(file, ['--version'], {
    env,
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    timeout: ANSWER_MS,
  });
  return mpiexecFlavour(stdout);
}

/** Reads the answer of `mpiexec --version`. */
export function mpiexecFlavour(answer: string): MpiexecFlavour {
  const version = answer.trim().split('\n')[0] ?? '';
  // Up to 4 it calls itself "mpiexec (OpenRTE) 4.1.4", from 5 on "mpiexec (Open MPI) 5.0.3".
  const major = /\((?:OpenRTE|Open MPI)\) (\d+)/.exec(version)?.[1];
  return {
    version: version === '' ? 'version unknown' : version,
    oversubscribe: major !== undefined || /Open MPI|open-mpi\.org/.test(answer),
    tags: major !== undefined && Number(major) <= 4,
  };
}
