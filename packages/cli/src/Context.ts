/** Where a command writes: the part of `process.stdout` and `process.stderr` that it uses. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Of the terminal. */
  readonly columns?: number;
}

/** What a command gets from the process that it runs in. */
export interface Context {
  /** Answers, and nothing else. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  /** Set by the command; the exit status of the process. */
  exitCode: number;
}
