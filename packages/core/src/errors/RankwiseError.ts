import { errorNumber, type ErrorCode } from './codes.js';

/** The only class of errors that rankwise throws. `message` says what happened, where, and what to do. */
export class RankwiseError extends Error {
  override readonly name = 'RankwiseError';
  /** Stable name of the error. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Number of the error in the C and Fortran interfaces. */
  get number(): number {
    return errorNumber(this.code);
  }
}
