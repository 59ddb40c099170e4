/**
 * Lines with which launchers comment that a rank failed. Each repeats what the exit status says; lines that
 * tell more, such as the signal that ended a rank, are not among them.
 */
const banners: readonly RegExp[] = [
  /^-{40,}$/,
  /^Primary job\s+terminated normally, but \d+ process(es)? returned$/,
  /^a non-zero exit code.*the job has been aborted\.$/,
  /^\S+ detected that one or more processes exited with non-zero status, thus causing$/,
  /^the job to be terminated\. The first process to do so was:$/,
  /^\s+Process name: \[\[\d+,\d+\],\d+\]$/,
  /^\s+Exit code:\s+\d+$/,
  /^MPI_ABORT was invoked on rank \d+ in communicator /,
  /^with errorcode -?\d+\.$/,
  /^NOTE: invoking MPI_ABORT causes Open MPI to kill all MPI processes\.$/,
  /^You may or may not see output from other processes, depending on$/,
  /^exactly when Open MPI kills them\.$/,
  /^\[.*\] \d+ more process(es)? ha(s|ve) sent help message help-mpi-api\.txt/,
  /^\[.*\] Set MCA parameter "orte_base_help_aggregate" to 0/,
  /^\[\S+:\d+\] \[\[\d+,\d+\],\d+\] ORTE_ERROR_LOG: /,
  /^={40,}$/,
  /^=\s+(BAD TERMINATION OF ONE OF YOUR|PID \d+ RUNNING AT|EXIT CODE:|CLEANING UP REMAINING|YOU CAN IGNORE)/,
  /^srun: error: \S+: tasks? [\d,-]+: (Exited with exit code \d+|Terminated)$/,
  /^srun: (launch\/slurm: _step_signal: )?Terminating (job step|StepId)/,
];

/**
 * Lets through what the ranks say and holds back a launcher's banners. Where nothing of the ranks' own came,
 * `end` gives out what was held back: a banner is better than silence.
 */
export class BannerFilter {
  readonly #write: (line: string) => void;
  readonly #held: string[] = [];
  #passed = false;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Takes a line; `own` where it is known to be a rank's. */
  push(line: string, own: boolean): void {
    if (!own && this.#isBanner(line)) {
      this.#held.push(line);
      return;
    }
    this.#passed ||= line.trim() !== '';
    this.#write(line);
  }

  end(): void {
    if (!this.#passed) for (const line of this.#held) this.#write(line);
    this.#held.length = 0;
  }

  #isBanner(line: string): boolean {
    return line.trim() === '' ? this.#held.length > 0 : banners.some((banner) => banner.test(line));
  }
}
