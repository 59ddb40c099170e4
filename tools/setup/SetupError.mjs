/** A failure that the user can act on: its message is the whole of what is printed, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message one or more lines: what happened, where, and what to do
   * @param {number} [exitStatus] of the process; 2 means that the command line is wrong
   */
  constructor(message, exitStatus = 1) {
    super(message);
    this.name = 'SetupError';
    this.exitStatus = exitStatus;
  }
}
