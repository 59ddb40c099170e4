import type { ElementType } from '@rankwise/core';

interface LanguageType {
  readonly fortran: string;
  /** The kind, to be imported. */
  readonly kind: string;
  readonly c: string;
  /** Name of the type in both interfaces. */
  readonly constant: string;
  /** What a Fortran user must know; where it differs, a C user. */
  readonly note?: string;
  readonly cNote?: string;
}

const integer = (bits: number): Pick<LanguageType, 'fortran' | 'kind'> => ({
  fortran: `integer(int${bits})`,
  kind: `int${bits}`,
});
const unsigned = (bits: number): LanguageType => ({
  ...integer(bits),
  c: `uint${bits}_t`,
  constant: `RW_UINT${bits}`,
  note: 'the bits of an unsigned integer, which Fortran lacks',
});
const half = (constant: string): LanguageType => ({
  ...integer(16),
  c: 'uint16_t',
  constant,
  note: 'the 16 bits of each element, as they are',
  cNote: 'the 16 bits of each element, as they are',
});

/** The element types in the languages that code is generated for. */
export const languageTypes: Readonly<Record<ElementType, LanguageType>> = {
  float32: { fortran: 'real(real32)', kind: 'real32', c: 'float', constant: 'RW_FLOAT32' },
  float64: { fortran: 'real(real64)', kind: 'real64', c: 'double', constant: 'RW_FLOAT64' },
  int8: { ...integer(8), c: 'int8_t', constant: 'RW_INT8' },
  int16: { ...integer(16), c: 'int16_t', constant: 'RW_INT16' },
  int32: { ...integer(32), c: 'int32_t', constant: 'RW_INT32' },
  int64: { ...integer(64), c: 'int64_t', constant: 'RW_INT64' },
  uint8: unsigned(8),
  uint16: unsigned(16),
  uint32: unsigned(32),
  uint64: unsigned(64),
  float16: half('RW_FLOAT16'),
  bfloat16: half('RW_BFLOAT16'),
  bool: { fortran: 'logical(c_bool)', kind: 'c_bool', c: 'bool', constant: 'RW_BOOL' },
};
