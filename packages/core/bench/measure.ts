/** One way of running a model, for a number of calls. */
export interface Contender {
  readonly name: string;
  readonly run: (calls: number) => void | Promise<void>;
}

/** Microseconds a call: the median and the 90th percentile of the means of the rounds. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly p90: number;
}

const ROUNDS = 41;
const ROUND_MS = 20;

/**
 * Times contenders in turns, so that a change of the machine's speed meets all of them.
 * @param clock in milliseconds
 */
export async function measure(
  contenders: readonly Contender[],
  rounds = ROUNDS,
  clock = () => performance.now(),
): Promise<readonly Timing[]> {
  const calls: number[] = [];
  for (const { run } of contenders) calls.push(await callsPerRound(run, clock));
  const means = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const count = calls[index] ?? 1;
      means[index]?.push((await elapsedMs(() => run(count), clock)) * (1000 / count));
    }
  }
  return contenders.map(({ name }, index) => {
    const sorted = (means[index] ?? []).toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
    return { name, median: at(0.5), p90: at(0.9) };
  });
}

async function callsPerRound(run: Contender['run'], clock: () => number): Promise<number> {
  for (let calls = 1; ; calls *= 2) {
    const ms = await elapsedMs(() => run(calls), clock);
    if (ms >= ROUND_MS) return Math.max(1, Math.round((calls * ROUND_MS) / ms));
  }
}

async function elapsedMs(act: () => void | Promise<void>, clock: () => number): Promise<number> {
  const start = clock();
  await act();
  return clock() - start;
}
