import { readFileSync } from 'node:fs';

/** The columns of a file that the program writes, each from the south-west cell on, row by row. */
export interface Fields {
  readonly depth: readonly number[];
  readonly u: readonly number[];
  readonly v: readonly number[];
  readonly vorticity: readonly number[];
}

/** Reads a file of fields: `x y depth u v vorticity` of a cell in each line, comments after `#`. */
export function readFields(path: string): Fields {
  const cells = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number));
  const column = (i: number) => cells.map((cell) => cell[i] ?? NaN);
  return { depth: column(2), u: column(3), v: column(4), vorticity: column(5) };
}
