/** A process that a job starts. */
export interface ProcessPlan {
  /** How messages call it: `rank 1`, `mpiexec`. */
  readonly label: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Variables on top of those of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The rank it is; undefined for a launcher, which starts the ranks itself. */
  readonly rank?: number;
}
