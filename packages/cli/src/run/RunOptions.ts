import type { Language } from './examples/Example.js';
import type { LauncherName } from './launchers/Launcher.js';
import type { NamedShape } from '../options/parseShape.js';

/** The options of `rankwise run`, parsed. */
export interface RunOptions {
  readonly ranks: number;
  readonly lang: Language;
  /** Path of an ONNX file; without one the example `simplenet` runs its own. */
  readonly model?: string;
  readonly device: string;
  readonly launcher: LauncherName | 'auto';
  readonly shape?: readonly NamedShape[];
  readonly json?: true;
  readonly verbose?: true;
  /** Seconds after which the job is ended. */
  readonly timeout?: number;
}
