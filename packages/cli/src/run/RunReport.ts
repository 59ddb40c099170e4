import type { RankwiseError } from '@rankwise/core';
import type { LauncherName } from './launchers/Launcher.js';
import type { ExampleResult } from './results/ExampleResult.js';

/** What a run of an example came to. */
export interface RunReport {
  /** What is wrong; undefined where all is right. */
  readonly error: RankwiseError | undefined;
  /** What the ranks said on stderr, line by line. */
  readonly complaints: readonly string[];
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | undefined;
  readonly result: ExampleResult;
  readonly launcher: LauncherName;
  /** The command line; under `local` each rank's. */
  readonly command: readonly string[];
  /** From the start of the first process to the end of the last. */
  readonly seconds: number;
  /** Path of the model. */
  readonly model: string;
}
