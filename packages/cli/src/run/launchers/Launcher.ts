import type { ProcessPlan } from '../job/ProcessPlan.js';

/** Names of what can start the ranks of a job. */
export const launcherNames = ['mpiexec', 'srun', 'local'] as const;

export type LauncherName = (typeof launcherNames)[number];

/** The program that every rank runs. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Variables it needs on top of those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the ranks of one job. Disposed when the job has ended, however it ended. */
export interface Launcher extends Disposable {
  readonly name: LauncherName;
  /** Path and version, for `--verbose`. */
  readonly description: string;
  /** Whether the lines of its processes carry Open MPI's tags. */
  readonly tagged: boolean;
  /** How long its processes have to end by themselves after SIGTERM. */
  readonly graceMs: number;
  /** The processes to start, which together run `program` on `ranks` ranks. */
  plan(program: Program, ranks: number): readonly ProcessPlan[];
}
