import { LineSplitter } from './LineSplitter.js';

const TAG = /\[\d+,(\d+)\]<std(?:out|err)>:/;

/**
 * Takes the streams of the ranks apart again that Open MPI's mpiexec wrote into one with `--tag-output`.
 *
 * mpiexec forwards pieces of at most 4 KiB as they come, so that a long burst of one rank is cut in the
 * middle of a line by another's. Its tags, at each piece and each line, say whose each part is.
 */
export class TagSplitter {
  readonly #onLine: (line: string, rank: number | undefined) => void;
  readonly #unfinished = new Map<number, string>();
  readonly #physical = new LineSplitter((line) => {
    this.#take(line);
  });

  constructor(onLine: (line: string, rank: number | undefined) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    this.#physical.push(text);
  }

  end(): void {
    this.#physical.end();
    for (const [rank, line] of this.#unfinished) this.#onLine(line, rank);
    this.#unfinished.clear();
  }

  #take(line: string): void {
    const [own = '', ...tagged] = line.split(TAG);
    if (tagged.length === 0 || own !== '') this.#onLine(own, undefined);
    for (let index = 0; index < tagged.length; index += 2) {
      const rank = Number(tagged[index]);
      const text = (this.#unfinished.get(rank) ?? '') + (tagged[index + 1] ?? '');
      const complete = index + 2 >= tagged.length;
      if (complete) {
        this.#unfinished.delete(rank);
        this.#onLine(text, rank);
      } else {
        this.#unfinished.set(rank, text);
      }
    }
  }
}
