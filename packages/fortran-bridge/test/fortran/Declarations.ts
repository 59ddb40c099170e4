/** What a language declares of the C interface, in words that another's can be compared with. */
export interface Declarations {
  readonly functions: readonly CFunction[];
  readonly structures: readonly Structure[];
  /** Named numbers: `RW_FLOAT32`. */
  readonly numbers: Readonly<Record<string, number>>;
}

export interface CFunction {
  /** Of C: `rw_model_run`. */
  readonly name: string;
  readonly result: Type;
  readonly parameters: readonly Variable[];
}

export interface Structure {
  /** Of C: `rw_tensor`. */
  readonly name: string;
  readonly fields: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** Elements of a field that is an array, as they are written: `RW_MAX_RANK`. */
  readonly extent?: string;
}

export interface Type {
  /** `int64_t`, `rw_tensor`, `void`; `pointer` for an address of what is not told. */
  readonly base: string;
  /** 0: the value itself; 1: its address; 2: the address of its address. */
  readonly indirections: number;
  /** Whether what the address leads to is only read. */
  readonly constant: boolean;
}

/** Without the comments, which `pattern` matches where they are not within a text in quotes. */
export function withoutComments(text: string, pattern: RegExp): string {
  return text.replaceAll(new RegExp(`"[^"\\n]*"|${pattern.source}`, 'g'), (found) =>
    found.startsWith('"') ? found : '',
  );
}

/** Splits at commas, but not at those in parentheses. */
export function splitAtCommas(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What `pattern` finds: names, each with its number. */
export function numbers(text: string, pattern: RegExp): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(pattern)].map(([, name = '', number]) => [name, Number(number)]),
  );
}
