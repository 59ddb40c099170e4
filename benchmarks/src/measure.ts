import type { Network } from './networks.js';
import { runRanks, type Job, type Result } from './runRanks.js';
import type { Way } from './Way.js';

/** The rounds of one way. */
export interface Series {
  readonly way: Way['name'];
  readonly engines: Way['engines'];
  readonly batching: string;
  /** Median, and every round. */
  readonly samplesPerSecond: number;
  readonly rounds: readonly number[];
  /** Median over the rounds of the samples per second relative to those of separate sessions in the same round. */
  readonly toSeparate: number;
  /** Median of the engines' proportional set size. */
  readonly engineBytes: number;
}

/** All ways for one number of ranks that run one network. */
export interface Measurement {
  readonly network: string;
  readonly ranks: number;
  readonly ways: readonly Series[];
  readonly runtime: string;
}

export interface Plan extends Omit<Job, 'way' | 'ranks' | 'model' | 'shape'> {
  readonly ways: readonly Way[];
  readonly rounds: number;
}

/** The ways take turns, round by round, so that the machine's moods hit all alike: the ratios count. */
export async function measure(
  { ways, rounds, ...job }: Plan,
  network: Network,
  model: string,
  ranks: number,
): Promise<Measurement> {
  const results = ways.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, way] of ways.entries()) {
      results[i]?.push(await runRanks({ ...job, model, shape: network.shape, way, ranks }));
    }
  }
  const separate = results.at(-1) ?? [];
  return {
    network: network.name,
    ranks,
    runtime: separate[0]?.runtime ?? '',
    ways: ways.map(({ name, engines, batching }, i) => {
      const own = results[i] ?? [];
      const speeds = own.map(({ samplesPerSecond }) => samplesPerSecond);
      return {
        way: name,
        engines,
        batching,
        samplesPerSecond: median(speeds),
        rounds: speeds,
        toSeparate: median(speeds.map((speed, round) => speed / (separate[round]?.samplesPerSecond ?? NaN))),
        engineBytes: median(own.map(({ engineBytes }) => engineBytes)),
      };
    }),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
