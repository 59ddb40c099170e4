import { execa } from 'execa';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProcessPlan } from './ProcessPlan.js';

/** How a process ended. */
export interface ProcessExit {
  readonly plan: ProcessPlan;
  /** Its exit status; undefined where a signal ended it or it never started. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Why it could not be started. */
  readonly startError: string | undefined;
}

/** A process that runs, or could not be started. */
export interface StartedProcess {
  readonly pid: number | undefined;
  /** Settles when it has ended, though others may still write to its streams. */
  readonly exited: Promise<unknown>;
  /** Settles when it has ended and all it wrote has been given to the sinks. Never rejects. */
  readonly ended: Promise<ProcessExit>;
}

/** Receives what a process writes, as it comes. */
export interface TextSink {
  push(text: string): void;
  end(): void;
}

// A process that our child left behind may hold the pipe open for ever.
const DRAIN_MS = 1000;

/** Starts a process in a session of its own, so that Ctrl-C reaches it through us alone, and once. */
export function startProcess(
  plan: ProcessPlan,
  sinks: { stdout: TextSink; stderr: TextSink },
): StartedProcess {
  const child = execa(plan.file, plan.args, {
    env: plan.env,
    ...(plan.cwd !== undefined && { cwd: plan.cwd }),
    stdin: 'ignore',
    buffer: false,
    reject: false,
    detached: true,
  });
  const exited = waitForExit(child);
  const streams = [pump(child.stdout, sinks.stdout), pump(child.stderr, sinks.stderr)];
  return { pid: child.pid, exited, ended: finish() };

  async function finish(): Promise<ProcessExit> {
    const how = await exited;
    const drained = setTimeout(() => {
      // Not at once: when this process was stopped for a while, what is in the pipe is read first.
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      });
    }, DRAIN_MS);
    await Promise.all(streams);
    clearTimeout(drained);
    return { plan, ...how };
  }
}

type Child = Pick<ChildProcess, 'pid' | 'once'> & PromiseLike<object>;

async function waitForExit(child: Child): Promise<Omit<ProcessExit, 'plan'>> {
  if (child.pid === undefined) {
    const { originalMessage } = (await child) as { originalMessage?: string };
    return {
      status: undefined,
      signal: undefined,
      startError: originalMessage ?? 'the system gave no reason',
    };
  }
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (...how) => {
      resolve(how);
    });
  });
  return { status: status ?? undefined, signal: signal ?? undefined, startError: undefined };
}

async function pump(stream: Readable, sink: TextSink): Promise<void> {
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    sink.push(text);
  });
  await new Promise((resolve) => stream.once('close', resolve));
  sink.end();
}
