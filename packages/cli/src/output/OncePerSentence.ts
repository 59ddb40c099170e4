const OF_RANK = /^rank (\d+): (.*)$/s;

/** Passes lines on, but what several ranks say in the same words only once: the other ranks are counted. */
export class OncePerSentence {
  readonly #write: (line: string) => void;
  /** The ranks that said a sentence, the one that was passed on first. */
  readonly #ranks = new Map<string, Set<string>>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  push(line: string): void {
    const [, rank, sentence] = OF_RANK.exec(line) ?? [];
    if (rank === undefined || sentence === undefined) {
      this.#write(line);
      return;
    }
    const ranks = this.#ranks.get(sentence) ?? new Set();
    this.#ranks.set(sentence, ranks);
    // What one rank says twice it means twice.
    if (ranks.size === 0 || (ranks.size === 1 && ranks.has(rank))) this.#write(line);
    ranks.add(rank);
  }

  /** To be called after the last line: says how many more ranks said each sentence. */
  end(): void {
    for (const ranks of this.#ranks.values()) {
      const [first = '', ...others] = ranks;
      if (others.length === 1) this.#write(`rank ${others[0] ?? ''} said the same as rank ${first}`);
      else if (others.length > 1) this.#write(`${others.length} more ranks said the same as rank ${first}`);
    }
  }
}
