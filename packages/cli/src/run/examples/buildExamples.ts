import { RankwiseError } from '@rankwise/core';
import path from 'node:path';
import type { Interruption } from '../job/Interruption.js';
import { runJob } from '../job/runJob.js';
import type { Flavour } from './Example.js';
import { forgetMovedBuild } from './forgetMovedBuild.js';

export interface BuildOptions {
  readonly interruption: Pick<Interruption, 'first' | 'second'>;
  /** Receives what the build prints, line by line. */
  readonly onLine: (line: string) => void;
}

const TAIL_LINES = 30;
const GRACE_MS = 2000;

/**
 * Builds the programs of one flavour with CMake.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` with the end of what the build printed.
 */
export async function buildExamples(
  examples: string,
  flavour: Flavour,
  options: BuildOptions,
): Promise<void> {
  const lines: string[] = [];
  forgetMovedBuild(path.join(examples, 'build', flavour), examples);
  const { exits, stop } = await runJob(
    [{ label: 'cmake', file: 'cmake', args: ['--workflow', '--preset', flavour], env: {}, cwd: examples }],
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
  const remedy =
    'Run: npm run setup, which installs what the build needs.' +
    (flavour === 'mpi' ? ' Or do without MPI: --launcher local.' : '');
  const what = `Building the examples in ${examples} (cmake --workflow --preset ${flavour})`;
  if (exit?.startError !== undefined) {
    throw new RankwiseError('RUNTIME_UNAVAILABLE', `${what} could not start: ${exit.startError}. ${remedy}`);
  }
  const tail = lines.slice(-TAIL_LINES).map((line) => `  ${line}\n`);
  throw new RankwiseError(
    'RUNTIME_UNAVAILABLE',
    `${what} failed. ${remedy} It ended with:\n${tail.join('').trimEnd()}`,
  );
}
