import { expect, test, vi } from 'vitest';
import type { ProcessPlan } from '../../../src/run/job/ProcessPlan.js';
import { processEntry } from '../../../src/run/job/processTable.js';
import { runJob, type JobLine, type JobOptions, type JobOutcome } from '../../../src/run/job/runJob.js';

function shell(rank: number, script: string): ProcessPlan {
  return { label: `rank ${rank}`, file: '/bin/sh', args: ['-c', script], env: { RANK: String(rank) }, rank };
}

interface Run extends JobOutcome {
  readonly lines: readonly JobLine[];
  readonly seconds: number;
}

async function run(
  plans: readonly ProcessPlan[],
  options: Partial<JobOptions> = {},
  onLine: (line: JobLine) => void = () => undefined,
): Promise<Run> {
  const lines: JobLine[] = [];
  const never = new AbortController().signal;
  const started = performance.now();
  const outcome = await runJob(plans, {
    graceMs: 500,
    interruption: { first: never, second: never },
    onLine: (line) => {
      lines.push(line);
      onLine(line);
    },
    ...options,
  });
  return { ...outcome, lines, seconds: (performance.now() - started) / 1000 };
}

function textOf(lines: readonly JobLine[], stream: JobLine['stream']): string[] {
  return lines.filter((line) => line.stream === stream).map(({ text }) => text);
}

async function expectGone(pids: readonly string[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0);
  await vi.waitFor(() => {
    expect(pids.filter((pid) => processEntry(Number(pid)) !== undefined)).toEqual([]);
  });
}

test('lines come with their rank and stream; the exits in the order of the plans', async () => {
  const script = 'echo "out $RANK"; echo "err $RANK" >&2';
  const { exits, stop, lines } = await run([shell(0, script), shell(1, script)]);
  expect(stop).toBeUndefined();
  expect(exits.map(({ plan, status }) => [plan.rank, status])).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(lines).toHaveLength(4);
  expect(lines).toContainEqual({ stream: 'stdout', text: 'out 1', rank: 1 });
  expect(lines).toContainEqual({ stream: 'stderr', text: 'err 0', rank: 0 });
});

test('long lines of processes that write at once are not mixed', async () => {
  const script = 'i=0; while [ $i -lt 50 ]; do printf "%09000d\\n" $RANK; i=$((i+1)); done';
  const { lines } = await run([0, 1, 2, 3].map((rank) => shell(rank, script)));
  expect(lines).toHaveLength(200);
  expect(new Set(lines.map(({ text, rank }) => text === String(rank).padStart(9000, '0')))).toEqual(
    new Set([true]),
  );
});

test('where one fails the others are ended, with what they started', async () => {
  const pids: string[] = [];
  const { stop, seconds } = await run(
    [shell(0, 'sleep 63 & echo $$ $!; wait'), shell(1, 'sleep 0.3; exit 7')],
    {},
    ({ text }) => pids.push(...text.split(' ')),
  );
  expect(stop).toMatchObject({ reason: 'failure', exit: { plan: { rank: 1 }, status: 7 } });
  expect(seconds).toBeLessThan(20);
  expect(pids).toHaveLength(2);
  await expectGone(pids);
});

test('a process that does not heed SIGTERM is killed after the grace', async () => {
  const { stop, exits, seconds } = await run([shell(0, "trap '' TERM; sleep 64; sleep 64; sleep 64")], {
    timeoutSeconds: 0.3,
  });
  expect(stop).toEqual({ reason: 'timeout', seconds: 0.3 });
  expect(exits[0]?.signal).toBe('SIGKILL');
  expect(seconds).toBeGreaterThan(0.7);
  expect(seconds).toBeLessThan(20);
});

test('a signal ends the job, a second one at once', async () => {
  const first = new AbortController();
  const second = new AbortController();
  const pids: string[] = [];
  const { stop, exits, seconds } = await run(
    [shell(0, "trap '' TERM; echo $$; while true; do sleep 1; done")],
    { graceMs: 60_000, interruption: { first: first.signal, second: second.signal } },
    ({ text }) => {
      pids.push(text);
      first.abort('SIGINT');
      second.abort('SIGINT');
    },
  );
  expect(stop).toEqual({ reason: 'signal', signal: 'SIGINT' });
  expect(exits[0]?.signal).toBe('SIGKILL');
  expect(seconds).toBeLessThan(20);
  await expectGone(pids);
});

test('after a signal nothing is started any more', async () => {
  const { exits, stop } = await run([shell(0, 'exit 0')], {
    interruption: { first: AbortSignal.abort('SIGTERM'), second: new AbortController().signal },
  });
  expect(exits).toEqual([]);
  expect(stop).toEqual({ reason: 'signal', signal: 'SIGTERM' });
});

test('what cannot be started is told apart from what failed', async () => {
  const plan: ProcessPlan = { label: 'rank 0', file: '/nonexistent/program', args: [], env: {}, rank: 0 };
  const { stop } = await run([plan]);
  expect(stop).toMatchObject({ reason: 'failure', exit: { status: undefined, signal: undefined } });
  expect(stop?.reason === 'failure' && stop.exit.startError).toContain('ENOENT');
});

test('a process left behind that keeps the pipe open does not keep the job waiting', async () => {
  const { lines, stop, seconds } = await run([shell(0, 'sleep 6 & echo done')]);
  expect(stop).toBeUndefined();
  expect(textOf(lines, 'stdout')).toEqual(['done']);
  expect(seconds).toBeLessThan(5);
});

test("with Open MPI's tags the rank comes from the line", async () => {
  const plan: ProcessPlan = {
    label: 'mpiexec',
    file: '/bin/sh',
    args: ['-c', 'echo "[1,3]<stdout>:hello"; echo "[1,2]<stderr>:no" >&2; echo own >&2'],
    env: {},
  };
  const { lines } = await run([plan], { tagged: true });
  expect(lines).toContainEqual({ stream: 'stdout', text: 'hello', rank: 3 });
  expect(lines).toContainEqual({ stream: 'stderr', text: 'no', rank: 2 });
  expect(lines).toContainEqual({ stream: 'stderr', text: 'own', rank: undefined });
});
