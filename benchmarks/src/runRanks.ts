import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Way } from './Way.js';

/** What ranks are to do. */
export interface Job {
  readonly program: string;
  readonly model: string;
  /** Of one call's input; the first dimension counts its samples. */
  readonly shape: readonly number[];
  readonly device: string;
  readonly way: Way;
  readonly ranks: number;
  /** To warm up, and to measure. */
  readonly seconds: readonly [warmUp: number, measured: number];
}

export interface Result {
  readonly samplesPerSecond: number;
  /** Proportional set size of all engines after the round: pages that they share count once. */
  readonly engineBytes: number;
  readonly runtime: string;
}

let jobs = 0;

/** Starts ranks and their engines, lets them call for a while, and ends them. */
export async function runRanks({ program, model, shape, device, way, ranks, seconds }: Job): Promise<Result> {
  const args = [model, device, way.engines, way.batching, ranks, ...seconds, ...shape].map(String);
  // Its own job: no engine is that of an earlier one, which may be about to end.
  const env = { ...process.env, RANKWISE_JOB: `benchmark-${process.pid}-${++jobs}` };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const job = `${way.title}, ${ranks} ranks on ${device}`;
  const next = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${job}: see the message above`);
    return line.value;
  };
  let result: Result;
  try {
    const [calls = NaN, elapsed = NaN, ...engines] = (await next()).split(' ').map(Number);
    const runtime = await next();
    const engineBytes = engines.map(proportionalBytes).reduce((a, b) => a + b, 0);
    result = { samplesPerSecond: (calls * (shape[0] ?? 1)) / elapsed, engineBytes, runtime };
  } finally {
    child.stdin.end();
  }
  const [status] = await ended;
  if (status !== 0) throw new Error(`${job}: ended with status ${String(status)}`);
  return result;
}

function proportionalBytes(pid: number): number {
  const kilobytes = /^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return 1024 * Number(kilobytes);
}
