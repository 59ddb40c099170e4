import { RankwiseError } from '@rankwise/core';
import type { JobStop } from './job/runJob.js';
import type { ProcessExit } from './job/startProcess.js';

/** What is known of a job that has ended. */
export interface EndedJob {
  readonly ranks: number;
  /** Why it was ended; undefined where it ended by itself and well. */
  readonly stop: JobStop | undefined;
  /** What is wrong with the results. */
  readonly problem: string | undefined;
  /** Whether the ranks said anything on stderr. */
  readonly complained: boolean;
}

/** The error of a job; undefined where it did all that it should. */
export function describeProblem(job: EndedJob): RankwiseError | undefined {
  const { stop, problem } = job;
  switch (stop?.reason) {
    case 'signal':
      return new RankwiseError('RUN_FAILED', `The job was ended by ${stop.signal}, with all its ranks.`);
    case 'timeout':
      return new RankwiseError(
        'TIMEOUT',
        `The job did not end within ${stop.seconds} s and was ended with all its ranks. Give it more time (--timeout), or see with --verbose what it does.`,
      );
    case 'failure':
      return new RankwiseError('RUN_FAILED', describeFailure(stop.exit, job));
    case undefined:
      return problem === undefined
        ? undefined
        : new RankwiseError(
            'RUN_FAILED',
            `All ranks finished, but the results are wrong: ${problem}. Run again with --verbose to see what was run, and with --ranks 1 or --device cpu to see what it depends on.`,
          );
  }
}

function describeFailure(exit: ProcessExit, { ranks, complained }: EndedJob): string {
  const { plan, startError } = exit;
  const others = plan.rank === undefined || ranks === 1 ? '' : ', and the other ranks were ended';
  if (startError !== undefined) {
    return `The job failed: ${plan.label} could not be started (${startError})${others}. Check that ${plan.file} can be run here.`;
  }
  const how =
    exit.signal === undefined ? `ended with status ${exit.status ?? '?'}` : `was killed by ${exit.signal}`;
  const remedy = complained
    ? 'The messages of the ranks say why.'
    : 'No rank said why: run again with --verbose to see what was run.';
  return `The job failed: ${plan.label} ${how}${others}. ${remedy}`;
}
