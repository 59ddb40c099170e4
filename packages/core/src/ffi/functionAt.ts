import { koffi } from './koffi.js';
import type { Pointer, Signature } from './Signature.js';

/** The function at an address, for tables of function pointers. The name in the prototype is free. */
export function functionAt<const P extends string>(address: Pointer, prototype: P): Signature<P> {
  // koffi keeps named prototypes in one global register, in which a name can be taken only once.
  const unnamed = prototype.replace(/\s*\w+\s*\(/, ' (');
  return koffi.decode(address, koffi.proto(unnamed)) as Signature<P>;
}
