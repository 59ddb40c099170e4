import type { Output } from '../Context.js';

const CLEAR_LINE = '\r\u001B[K';
const INTERVAL_MS = 1000;
const FIRST_MS = 400;

/**
 * One line on a terminal that says what is waited for and for how long. It writes nothing at all where the
 * stream is not a terminal.
 */
export class ProgressLine implements Disposable {
  readonly #stream: Output;
  #timer: NodeJS.Timeout | undefined;
  #started = 0;
  #text = '';
  #visible = false;

  constructor(stream: Output) {
    this.#stream = stream;
  }

  /** Shows `text` and the seconds since this call, after a moment in which most things are done. */
  start(text: string): void {
    this.stop();
    if (this.#stream.isTTY !== true) return;
    this.#text = text;
    this.#started = Date.now();
    this.#timer = setTimeout(() => {
      this.#draw();
      this.#timer = setInterval(() => {
        this.#draw();
      }, INTERVAL_MS);
    }, FIRST_MS);
  }

  /** Takes the line away, so that something else can be written; it comes back by itself. */
  clear(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#stream.write(CLEAR_LINE);
  }

  /** Takes the line away for good. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.clear();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #draw(): void {
    const seconds = Math.floor((Date.now() - this.#started) / 1000);
    this.#visible = true;
    this.#stream.write(`${CLEAR_LINE}${this.#text} … ${seconds} s`);
  }
}
