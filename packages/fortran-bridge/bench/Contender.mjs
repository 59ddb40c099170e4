import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that measures a round of calls whenever it is asked to. */
export class Contender {
  #process;
  #lines;

  constructor(name, cpus, command, ...args) {
    this.name = name;
    this.rounds = [];
    const pinned = cpus === undefined ? [command, ...args] : ['taskset', '-c', cpus, command, ...args];
    this.#process = spawn(pinned[0], pinned.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  get pid() {
    return this.#process.pid;
  }

  /** Seconds from its start to its first output, as it says itself. */
  async ready() {
    return Number(await this.#line());
  }

  async round() {
    this.#process.stdin.write('go\n');
    this.rounds.push((await this.#line()).trim().split(/\s+/).map(Number));
  }

  /** Medians over the rounds of the median, p99 and p99.9 of each, in µs. */
  get result() {
    const [p50, p99, p999] = [0, 1, 2].map((i) => median(this.rounds.slice(1).map((round) => round[i])));
    return { p50, p99, p999 };
  }

  end() {
    this.#process.stdin.end();
  }

  async #line() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended; see its message above.`);
    return value;
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
