/** Runs that are measured in a row, of each way. */
const WINDOW = 32;
/** Runs after a change of the way that do not count. */
const WARM_UP = 2;
/** The slowest runs of a window, which something else may have held up. */
const OUTLIERS = 2;
/** How much longer a sample may take in batches before they count as slower: less is noise. */
const NOISE = 1.05;
/** Windows in a row in which batches lost by outliers alone: then these are no accident. */
const STRIKES = 3;
/** So many slow runs, and as much time lost as a window takes without batches, end a trial early. */
const HOPELESS = 4;
/** Runs in batches after which runs by themselves are measured again. */
const MEASURE_AGAIN = 4096;
/** Runs by themselves after batches lost the first time; twice as many after each further time, up to the last. */
const FIRST_REST = 256;
const LAST_REST = 65536;
/** Of the time, what trials that fail may cost. */
const TRIALS = 0.02;

interface Run {
  readonly time: number;
  readonly samples: number;
}

/**
 * Whether batches pay, measured while they run: the time that the engine is busy for a sample.
 *
 * 32 runs are made without batches, then 32 with them. If a sample took over 5 % longer with them, runs are made without
 * for a while, then the two are compared again: 256 runs at first, twice as many each time that batches lose, up to 65536,
 * and so many that failed trials cost 2 % at most. While batches win, they are compared every 32 runs, and the runs without
 * them are repeated every 4096. The two slowest runs of each 32 do not count, unless batches lose by them three times in a
 * row. A pause never becomes shorter, so that the way does not change to and fro.
 */
export class BatchGain {
  #joins = false;
  /** Runs that the present way lasts still. */
  #left = WARM_UP + WINDOW;
  #warmUp = WARM_UP;
  #rest = FIRST_REST;
  #strikes = 0;
  /** The last window without batches. */
  #alone: readonly Run[] = [];
  #window: Run[] = [];
  /** Whether a run of the window had more than one request, or was filled up. */
  #joined = false;
  /** Milliseconds lost since batches were turned on. */
  #lost = 0;

  /** @param always batches are asked for: nothing is measured */
  constructor(readonly always: boolean) {}

  /** Whether the next run may be joined with others. */
  get joins(): boolean {
    return this.always || this.#joins;
  }

  /**
   * Tells of a run.
   * @param time milliseconds that it took
   * @param joined whether it was of several requests, or filled up
   * @param first whether its size was run for the first time, which the device prepares itself for: does not count
   */
  add(time: number, samples: number, joined: boolean, first: boolean): void {
    if (this.always || first) return;
    this.#left--;
    if (this.#joins) this.#lost += time - perSample(this.#alone) * samples;
    if (this.#warmUp > 0) {
      this.#warmUp--;
      return;
    }
    this.#window.push({ time, samples });
    this.#joined ||= joined;
    if (this.#joins && this.#joined && this.#isLosing()) this.#giveUp();
    if (this.#window.length === WINDOW) {
      if (!this.#joins) this.#alone = this.#window;
      this.#window = [];
      this.#joined = false;
    }
    if (this.#left <= 0) this.#turn(!this.#joins, this.#joins ? WARM_UP + WINDOW : MEASURE_AGAIN);
  }

  #isLosing(): boolean {
    const window = this.#window;
    const allowed = NOISE * perSample(this.#alone);
    const slow = window.filter((run) => run.time > allowed * run.samples);
    if (slow.length >= HOPELESS && excess(window, allowed) > timeOf(this.#alone)) return true;
    if (window.length < WINDOW) return false;
    this.#strikes = excess(window, allowed) > 0 ? this.#strikes + 1 : 0;
    const without = NOISE * perSample(withoutOutliers(this.#alone));
    return this.#strikes >= STRIKES || excess(withoutOutliers(window), without) > 0;
  }

  #giveUp(): void {
    const run = timeOf(this.#alone) / WINDOW;
    this.#turn(false, Math.max(this.#rest, Math.ceil(this.#lost / (TRIALS * run))));
    this.#rest = Math.min(2 * this.#rest, LAST_REST);
  }

  #turn(joins: boolean, runs: number): void {
    this.#joins = joins;
    this.#left = runs;
    this.#warmUp = WARM_UP;
    this.#window = [];
    this.#joined = false;
    this.#strikes = 0;
    this.#lost = 0;
  }
}

function timeOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { time }) => sum + time, 0);
}

function perSample(runs: readonly Run[]): number {
  return timeOf(runs) / runs.reduce((sum, { samples }) => sum + samples, 0);
}

/** Milliseconds that runs took beyond what each sample may take. */
function excess(runs: readonly Run[], allowed: number): number {
  return runs.reduce((sum, { time, samples }) => sum + time - allowed * samples, 0);
}

function withoutOutliers(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((a, b) => a.time / a.samples - b.time / b.samples).slice(0, -OUTLIERS);
}
