import { RankwiseError } from '@rankwise/core';
import path from 'node:path';
import { shellQuote } from '../../output/shellQuote.js';
import type { Interruption } from '../job/Interruption.js';
import { runJob } from '../job/runJob.js';
import type { Examples, Flavour } from './Example.js';
import { forgetMovedBuild } from './forgetMovedBuild.js';

export interface BuildOptions {
  readonly interruption: Pick<Interruption, 'first' | 'second'>;
  /** Receives what the build prints, line by line. */
  readonly onLine: (line: string) => void;
}

const TAIL_LINES = 30;
const GRACE_MS = 2000;

/**
 * Builds the program of one example with CMake.
 * @param target its name without folders
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` with the end of what the build printed.
 */
export async function buildExample(
  examples: Examples,
  target: string,
  flavour: Flavour,
  options: BuildOptions,
): Promise<void> {
  const build = path.join(examples.build, flavour);
  // Only here, so that nothing else waits for the bridge to load.
  const { nativeFolder } = await import('@rankwise/fortran-bridge/build');
  forgetMovedBuild(build, examples.sources);
  const settings = {
    CMAKE_BUILD_TYPE: 'Release',
    CMAKE_PREFIX_PATH: nativeFolder(),
    EXAMPLES_MPI: flavour === 'mpi' ? 'ON' : 'OFF',
  };
  const given = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  await runCMake(['-S', examples.sources, '-B', build, ...given], examples, flavour, options);
  if (options.interruption.first.aborted) return;
  await runCMake(['--build', build, '--target', target, '-j', '4'], examples, flavour, options);
}

async function runCMake(
  args: readonly string[],
  examples: Examples,
  flavour: Flavour,
  options: BuildOptions,
): Promise<void> {
  const lines: string[] = [];
  const { exits, stop } = await runJob(
    [{ label: 'cmake', file: 'cmake', args, env: {}, cwd: examples.sources }],
    {
      graceMs: GRACE_MS,
      interruption: options.interruption,
      onLine: ({ text }) => {
        lines.push(text);
        options.onLine(text);
      },
    },
  );
  if (stop?.reason !== 'failure') return;
  const [exit] = exits;
  const remedy = examples.remedy + (flavour === 'mpi' ? ' Or do without MPI: --launcher local.' : '');
  const what = `Building the examples in ${examples.sources} (${shellQuote(['cmake', ...args])})`;
  if (exit?.startError !== undefined) {
    throw new RankwiseError('RUNTIME_UNAVAILABLE', `${what} could not start: ${exit.startError}. ${remedy}`);
  }
  const tail = lines.slice(-TAIL_LINES).map((line) => `  ${line}\n`);
  throw new RankwiseError(
    'RUNTIME_UNAVAILABLE',
    `${what} failed. ${remedy} It ended with:\n${tail.join('').trimEnd()}`,
  );
}
