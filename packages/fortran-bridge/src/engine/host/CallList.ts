import type { RunCall } from '@rankwise/core';

/** Calls of a run, as C takes them: function and three arguments each, one after another. */
export class CallList {
  readonly addresses: BigUint64Array;
  readonly count: number;

  constructor(calls: readonly RunCall[]) {
    this.count = calls.length;
    this.addresses = BigUint64Array.from(
      calls.flatMap(({ function: address, arguments: given }) => [address, ...given.map((one) => one ?? 0n)]),
    );
  }
}
