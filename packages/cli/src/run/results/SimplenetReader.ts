import { alone } from './alone.js';
import type { ExampleResult, ResultReader } from './ExampleResult.js';

const LINE = /^(input|output) on rank (\d+): \[(.*)\]$/;
const SUMMARY = /^all \d+ ranks agree\b/;
const INPUT_AT_RANK_0 = [0, 1, 2, 3, 4];

interface Arrays {
  input?: readonly number[];
  output?: readonly number[];
}

/** Reads what the example `simplenet` prints, and checks that every rank doubled its own input. */
export class SimplenetReader implements ResultReader {
  readonly #ranks = new Map<number, Arrays>();
  #summary: string | undefined;

  read(line: string): boolean {
    const [, side, rank, values] = LINE.exec(line) ?? [];
    if (side !== undefined && values !== undefined) {
      const arrays = this.#ranks.get(Number(rank)) ?? {};
      arrays[side as keyof Arrays] = values.split(',').map(parseValue);
      this.#ranks.set(Number(rank), arrays);
      return false;
    }
    if (!SUMMARY.test(line)) return false;
    this.#summary = line;
    return true;
  }

  result(ranks: number): ExampleResult {
    const found = [...this.#ranks].sort(([a], [b]) => a - b);
    return {
      ranks: found.map(([rank, arrays]) => ({ rank, ...arrays })),
      summary: this.#summary,
      problem: this.#problem(ranks),
    };
  }

  #problem(ranks: number): string | undefined {
    if (ranks > 1 && this.#ranks.size === 1 && this.#ranks.has(0)) return alone(ranks);
    for (let rank = 0; rank < ranks; rank++) {
      const input = INPUT_AT_RANK_0.map((value) => value + rank);
      const arrays = this.#ranks.get(rank) ?? {};
      const problem =
        difference('input', rank, arrays.input, input) ??
        difference(
          'output',
          rank,
          arrays.output,
          input.map((value) => 2 * value),
        );
      if (problem !== undefined) return problem;
    }
    const stranger = [...this.#ranks.keys()].find((rank) => rank >= ranks);
    return stranger === undefined ? undefined : `rank ${stranger} answered in a job of ${ranks} ranks`;
  }
}

// Number('') is 0, which would turn a missing value into a right one.
function parseValue(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function difference(
  side: string,
  rank: number,
  given: readonly number[] | undefined,
  wanted: readonly number[],
): string | undefined {
  if (given === undefined) return `rank ${rank} printed no ${side}`;
  const same = given.length === wanted.length && wanted.every((value, index) => value === given[index]);
  return same
    ? undefined
    : `the ${side} on rank ${rank} is [${given.join(', ')}], not [${wanted.join(', ')}]`;
}
