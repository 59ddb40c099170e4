import type { Context } from '../Context.js';
import type { JobLine } from './job/runJob.js';
import { BannerFilter } from '../output/BannerFilter.js';
import { OncePerSentence } from '../output/OncePerSentence.js';
import type { ProgressLine } from '../output/ProgressLine.js';
import type { ResultReader } from './results/ExampleResult.js';

export interface RunOutputOptions {
  readonly context: Context;
  readonly progress: ProgressLine;
  readonly reader: ResultReader;
  /** Whether stdout is kept for one JSON document. */
  readonly json: boolean;
  /** Whether launchers' banners are shown too. */
  readonly verbose: boolean;
}

/** Passes on what the ranks print, whole line by whole line, and lets the reader of the results have it too. */
export class RunOutput {
  /** What the ranks said on stderr. */
  readonly complaints: string[] = [];
  readonly #options: RunOutputOptions;
  readonly #filter: BannerFilter;
  readonly #once = new OncePerSentence((line) => {
    this.#write('stderr', line);
  });

  constructor(options: RunOutputOptions) {
    this.#options = options;
    this.#filter = new BannerFilter((line) => {
      this.complaints.push(line);
      if (options.verbose) this.#write('stderr', line);
      else this.#once.push(line);
    });
  }

  take({ stream, text, rank }: JobLine): void {
    const { reader, json, verbose } = this.#options;
    if (stream === 'stderr') {
      this.#filter.push(text, verbose || rank !== undefined);
      return;
    }
    const isSummary = reader.read(text);
    if (!json && !isSummary) this.#write('stdout', text);
  }

  /** To be called when the job has ended, with what rank 0 is to have the last word with, if anything. */
  end(summary: string | undefined): void {
    this.#filter.end();
    this.#once.end();
    if (summary !== undefined && !this.#options.json) this.#write('stdout', summary);
  }

  #write(stream: JobLine['stream'], line: string): void {
    const { context, progress } = this.#options;
    progress.clear();
    context[stream].write(`${line}\n`);
  }
}
