/** What the lines of one example said, for `--json`, and whether that is right. */
export interface ExampleResult {
  /** One entry for each rank that printed anything, by rank. */
  readonly ranks: readonly object[];
  /** The last word of rank 0, which has seen the results of all. */
  readonly summary: string | undefined;
  /** What is wrong with the results; undefined where all is right. */
  readonly problem: string | undefined;
}

/** Reads the lines of an example as they come. */
export interface ResultReader {
  /** Takes a line, and says whether it is the summary, which belongs after the lines of all other ranks. */
  read(line: string): boolean;
  /** The result of a job of that many ranks. */
  result(ranks: number): ExampleResult;
}
