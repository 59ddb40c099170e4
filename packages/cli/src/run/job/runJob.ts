import { LineSplitter } from '../../output/LineSplitter.js';
import { TagSplitter } from '../../output/TagSplitter.js';
import { endProcesses } from './endProcesses.js';
import { kill } from './kill.js';
import type { Interruption } from './Interruption.js';
import type { ProcessPlan } from './ProcessPlan.js';
import { startProcess, type ProcessExit, type TextSink } from './startProcess.js';

/** A whole line that a process wrote. */
export interface JobLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** The rank that wrote it, where that is known. */
  readonly rank: number | undefined;
}

export interface JobOptions {
  readonly onLine: (line: JobLine) => void;
  /** Whether the lines carry Open MPI's tags. */
  readonly tagged?: boolean;
  /** How long the processes have to end by themselves after SIGTERM. */
  readonly graceMs: number;
  readonly timeoutSeconds?: number | undefined;
  readonly interruption: Pick<Interruption, 'first' | 'second'>;
}

/** Why a job was ended before its processes ended by themselves. */
export type JobStop =
  | { readonly reason: 'failure'; readonly exit: ProcessExit }
  | { readonly reason: 'timeout'; readonly seconds: number }
  | { readonly reason: 'signal'; readonly signal: NodeJS.Signals };

export interface JobOutcome {
  /** In the order of the plans. */
  readonly exits: readonly ProcessExit[];
  /** undefined where every process ended by itself and with status 0. */
  readonly stop: JobStop | undefined;
}

/** Runs processes until all have ended. Where one fails, time is up or a signal comes, it ends the others. */
export async function runJob(plans: readonly ProcessPlan[], options: JobOptions): Promise<JobOutcome> {
  const { interruption, timeoutSeconds, graceMs } = options;
  const interrupted = (): JobStop => ({
    reason: 'signal',
    signal: interruption.first.reason as NodeJS.Signals,
  });
  if (interruption.first.aborted) return { exits: [], stop: interrupted() };
  let stop: JobStop | undefined;
  let ending: Promise<void> | undefined;
  const processes = plans.map((plan) =>
    startProcess(plan, { stdout: sink(plan, 'stdout', options), stderr: sink(plan, 'stderr', options) }),
  );
  const pids = processes.flatMap(({ pid }) => pid ?? []);
  const allEnded = Promise.all(processes.map(({ ended }) => ended));
  const end = (why: JobStop) => {
    if (stop !== undefined) return;
    stop = why;
    const exited = Promise.all(processes.map((one) => one.exited));
    ending = endProcesses(pids, exited, graceMs, interruption.second);
  };

  const onSignal = () => {
    end(interrupted());
  };
  interruption.first.addEventListener('abort', onSignal);
  const timer =
    timeoutSeconds === undefined ? undefined : setTimeout(onTime, timeoutSeconds * 1000, timeoutSeconds);
  function onTime(seconds: number): void {
    end({ reason: 'timeout', seconds });
  }
  for (const { ended } of processes) {
    void ended.then((exit) => {
      if (exit.status !== 0) end({ reason: 'failure', exit });
    });
  }

  // They are in sessions of their own and would outlive this process, should a defect end it.
  const onExit = () => {
    for (const pid of pids) kill(pid, 'SIGTERM');
  };
  process.on('exit', onExit);

  const exits = await allEnded;
  process.off('exit', onExit);
  clearTimeout(timer);
  interruption.first.removeEventListener('abort', onSignal);
  await ending;
  return { exits, stop };
}

function sink(plan: ProcessPlan, stream: JobLine['stream'], { onLine, tagged }: JobOptions): TextSink {
  if (tagged === true) {
    return new TagSplitter((text, rank) => {
      onLine({ stream, text, rank });
    });
  }
  return new LineSplitter((text) => {
    onLine({ stream, text, rank: plan.rank });
  });
}
