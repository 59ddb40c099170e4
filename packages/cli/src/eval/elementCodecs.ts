import type { ElementType } from '@rankwise/core';
import { decodeSmallFloat, encodeSmallFloat, smallFloats, type SmallFloat } from './smallFloat.js';

/** What an element is in a typed array. */
export type Element = number | bigint;

/** How the elements of a type are written in JSON. */
export interface ElementCodec {
  /** The element of a JSON value; undefined where the type has no such value. */
  readonly read: (value: unknown) => Element | undefined;
  /** The JSON text of an element, from which `read` makes the same one again. */
  readonly write: (element: Element) => string;
  /** What `read` takes, for messages. */
  readonly expects: string;
}

const floatValues = 'a number, "NaN", "Infinity" or "-Infinity"';
const notFinite: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** The codecs of all element types. */
export const elementCodecs: Readonly<Record<ElementType, ElementCodec>> = {
  float32: floatCodec(Math.fround),
  float64: floatCodec((value) => value),
  float16: smallFloatCodec(smallFloats.float16),
  bfloat16: smallFloatCodec(smallFloats.bfloat16),
  int8: integerCodec(-(2 ** 7), 2 ** 7 - 1),
  int16: integerCodec(-(2 ** 15), 2 ** 15 - 1),
  int32: integerCodec(-(2 ** 31), 2 ** 31 - 1),
  uint8: integerCodec(0, 2 ** 8 - 1),
  uint16: integerCodec(0, 2 ** 16 - 1),
  uint32: integerCodec(0, 2 ** 32 - 1),
  int64: wideCodec(-(2n ** 63n), 2n ** 63n - 1n),
  uint64: wideCodec(0n, 2n ** 64n - 1n),
  bool: {
    read: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
    write: (element) => String(element !== 0),
    expects: 'true or false',
  },
};

function floatCodec(round: (value: number) => number): ElementCodec {
  return {
    read: (value) => {
      const number = typeof value === 'string' ? notFinite[value] : value;
      if (typeof number !== 'number') return undefined;
      // A number that only rounding makes infinite does not fit; JSON.parse itself does so with 1e999.
      return typeof value === 'number' && !Number.isFinite(round(number)) ? undefined : round(number);
    },
    write: (element) => writeFloat(Number(element), round),
    expects: floatValues,
  };
}

function smallFloatCodec(format: SmallFloat): ElementCodec {
  const decode = (bits: Element) => decodeSmallFloat(format, Number(bits));
  const codec = floatCodec((value) => decode(encodeSmallFloat(format, value)));
  return {
    read: (value) => {
      const number = codec.read(value);
      return number === undefined ? undefined : encodeSmallFloat(format, Number(number));
    },
    write: (bits) => codec.write(decode(bits)),
    expects: codec.expects,
  };
}

/** The shortest decimal that rounds to the value again, in the precision of its type. */
function writeFloat(value: number, round: (value: number) => number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  if (Object.is(value, -0)) return '-0';
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(value.toPrecision(digits));
    if (round(short) === value) return String(short);
  }
  return String(value);
}

function integerCodec(least: number, most: number): ElementCodec {
  return {
    read: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : undefined,
    write: String,
    expects: `a whole number from ${least} to ${most}`,
  };
}

function wideCodec(least: bigint, most: bigint): ElementCodec {
  return {
    read: (value) => {
      // Beyond 2^53 JSON.parse has already lost digits: only a string still has them.
      const exact = typeof value === 'number' ? Number.isSafeInteger(value) : isDigits(value);
      if (!exact) return undefined;
      const element = BigInt(value as number | string);
      return element >= least && element <= most ? element : undefined;
    },
    write: (element) =>
      Number.isSafeInteger(Number(element)) ? String(element) : JSON.stringify(String(element)),
    expects: `a whole number from ${least} to ${most}, beyond 2^53 as a string`,
  };
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+$/.test(value);
}
