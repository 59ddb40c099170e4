import { alone } from './alone.js';
import type { ExampleResult, ResultReader } from './ExampleResult.js';

const LINE =
  /^rank (\d+) (input|output)\s+(.+): (\w+) \[([\d, ]*)\](?: min (\S+) max (\S+) mean (\S+) first\b(.*)| empty)?$/;
const SUMMARY = /^all \d+ ranks ran\b/;

/** A number, or the text of one that JSON has no form for. */
type Statistic = number | string;

interface Values {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
  readonly min?: Statistic;
  readonly max?: Statistic;
  readonly mean?: Statistic;
  /** The first elements. */
  readonly first?: readonly Statistic[];
}

interface RankValues {
  readonly inputs: Values[];
  readonly outputs: Values[];
}

/** Reads what the example `any-model` prints, and checks that every rank had an output. */
export class AnyModelReader implements ResultReader {
  readonly #ranks = new Map<number, RankValues>();
  #summary: string | undefined;

  read(line: string): boolean {
    const match = LINE.exec(line);
    if (match === null) {
      if (!SUMMARY.test(line)) return false;
      this.#summary = line;
      return true;
    }
    const rank = Number(match[1]);
    const values = this.#ranks.get(rank) ?? { inputs: [], outputs: [] };
    values[match[2] === 'input' ? 'inputs' : 'outputs'].push(parseValues(match));
    this.#ranks.set(rank, values);
    return false;
  }

  result(ranks: number): ExampleResult {
    const silent = Array.from({ length: ranks }, (_, rank) => rank).find(
      (rank) => (this.#ranks.get(rank)?.outputs.length ?? 0) === 0,
    );
    return {
      ranks: [...this.#ranks].sort(([a], [b]) => a - b).map(([rank, values]) => ({ rank, ...values })),
      summary: this.#summary,
      problem:
        silent === undefined
          ? undefined
          : this.#ranks.size === 1 && silent > 0
            ? alone(ranks)
            : `rank ${silent} printed no output`,
    };
  }
}

function parseValues(match: RegExpExecArray): Values {
  const [, , , name = '', type = '', dims = '', min, max, mean, first = ''] = match;
  return {
    name,
    type,
    dims: words(dims.replaceAll(',', ' ')).map(Number),
    ...(min !== undefined &&
      max !== undefined &&
      mean !== undefined && {
        min: parseStatistic(min),
        max: parseStatistic(max),
        mean: parseStatistic(mean),
        first: words(first.replace(/\.\.\.$/, '')).map(parseStatistic),
      }),
  };
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

// C and Fortran write what is no number in several ways; JSON gets JavaScript's.
function parseStatistic(text: string): Statistic {
  if (/^[+-]?nan/i.test(text)) return 'NaN';
  const infinity = /^([+-]?)inf/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? '-Infinity' : 'Infinity';
  const value = Number(text);
  return Number.isNaN(value) || !Number.isFinite(value) ? text : value;
}
