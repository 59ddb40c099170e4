import { functionAt, pointersAt, type Pointer, type Signature } from '../ffi/index.js';
import { ortFunctions, ortOptionalFunctions } from './functions.js';

type Required = typeof ortFunctions;
type Optional = typeof ortOptionalFunctions;

/** ONNX Runtime's C API: one function for each entry of `ortFunctions`, named and typed as in C. */
export type OrtApi = { readonly [N in keyof Required]: Signature<Required[N][1]> } & {
  readonly [N in keyof Optional]: Signature<Optional[N][1]> | undefined;
};

/** Address of a function in the table of function pointers at `table`. */
export function ortFunctionAddress(table: Pointer, name: keyof Required): Pointer {
  const [slot] = ortFunctions[name];
  return pointersAt(table, slot + 1)[slot] ?? 0n;
}

/** Reads the table of function pointers at `table`, of a library that knows `apiVersion`. */
export function createOrtApi(table: Pointer, apiVersion: number): OrtApi {
  const optional = Object.entries(ortOptionalFunctions).filter(([, [, , since]]) => apiVersion >= since);
  const entries = [...Object.entries(ortFunctions), ...optional];
  const addresses = pointersAt(table, Math.max(...entries.map(([, [slot]]) => slot)) + 1);
  return Object.fromEntries(
    entries.map(([name, [slot, prototype]]) => [name, functionAt(addresses[slot] ?? 0n, prototype)]),
  ) as unknown as OrtApi;
}
