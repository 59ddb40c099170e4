/** An address in this process. A null pointer is `null`. */
export type Pointer = bigint;

/** What may stand for a pointer argument: an address, or memory of JavaScript for the time of the call. */
export type Memory = Pointer | NodeJS.ArrayBufferView | ArrayBufferLike | null;

/** Receives what a function writes through a pointer argument marked `_Out_`. */
export type OutSlot<T> = [T | null];

type NumberName =
  | `${'u' | ''}int${'8' | '16' | '32'}_t`
  | 'int'
  | 'char'
  | 'unsigned'
  | 'float'
  | 'double'
  | 'uint32'
  | 'int32';
type WideName = `${'u' | ''}int64_t` | 'size_t' | 'long' | 'uintptr_t' | 'intptr_t';

type Pointee<A extends string> = A extends `${'void' | 'struct'}${string}*${string}*${string}`
  ? Pointer
  : A extends `const char*${string}*${string}`
    ? string
    : A extends `${WideName}${string}`
      ? number | bigint
      : number;

type Argument<A extends string> = A extends `_Out_ ${infer Target}`
  ? OutSlot<Pointee<Target>>
  : A extends `const char*${infer Rest}`
    ? Rest extends `${string}*${string}`
      ? Memory
      : string | Memory
    : A extends `${string}*${string}`
      ? Memory
      : A extends `bool${string}`
        ? boolean
        : number | bigint;

type Arguments<A extends string> = A extends '' | 'void'
  ? []
  : A extends `${infer First}, ${infer Rest}`
    ? [Argument<First>, ...Arguments<Rest>]
    : [Argument<A>];

type Result<R extends string> = R extends `const char* ${string}`
  ? string | null
  : R extends `${string}* ${string}`
    ? Pointer | null
    : R extends `void ${string}`
      ? undefined
      : R extends `bool ${string}`
        ? boolean
        : R extends `${NumberName} ${string}`
          ? number
          : number | bigint;

/**
 * The TypeScript type of a C function, read from its prototype, so that a prototype is written once.
 * Grammar: `result name(type name, type, …)`, arguments separated by `', '`, the star next to the type,
 * and `_Out_` before an argument that the function writes. Integers of 64 bits come back as `number` where
 * they fit and as `bigint` where they do not. A prototype that is only known at run time gives a
 * function of unknowns.
 */
export type Signature<P extends string> = string extends P
  ? (...args: unknown[]) => unknown
  : P extends `${infer Head}(${infer A})`
    ? (...args: Arguments<A>) => Result<Head>
    : never;
