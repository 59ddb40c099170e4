import { RankwiseError, type ErrorCode } from '@rankwise/core';

/** What `--json` prints where a command failed. */
export interface FailureDocument {
  readonly ok: false;
  readonly error: {
    readonly code?: ErrorCode;
    readonly message: string;
    /** What the ranks printed on stderr, line by line; absent where they printed nothing. */
    readonly details?: readonly string[];
  };
}

export function failureDocument(error: unknown, details: readonly string[] = []): FailureDocument {
  return {
    ok: false,
    error: {
      ...(error instanceof RankwiseError && { code: error.code }),
      message: error instanceof Error ? error.message : String(error),
      ...(details.length > 0 && { details }),
    },
  };
}
