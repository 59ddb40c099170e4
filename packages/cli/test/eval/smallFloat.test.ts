import { expect, test } from 'vitest';
import { decodeSmallFloat, encodeSmallFloat, smallFloats } from '../../src/eval/smallFloat.js';

const { float16, bfloat16 } = smallFloats;

// From IEEE 754-2019 and bfloat16 as the upper half of float32.
test.each([
  [float16, 0x3c00, 1],
  [float16, 0xc000, -2],
  [float16, 0x7bff, 65504],
  [float16, 0x0400, 2 ** -14],
  [float16, 0x0001, 2 ** -24],
  [float16, 0x8000, -0],
  [float16, 0x7c00, Infinity],
  [float16, 0xfc00, -Infinity],
  [float16, 0x3555, 0.333251953125],
  [bfloat16, 0x3f80, 1],
  [bfloat16, 0x4049, 3.140625],
  [bfloat16, 0x0001, 2 ** -133],
  [bfloat16, 0xff80, -Infinity],
])('%o: bits %i are %d, both ways', (format, bits, value) => {
  expect(decodeSmallFloat(format, bits)).toBe(value);
  expect(encodeSmallFloat(format, value)).toBe(bits);
});

test.each([
  ['float16', float16],
  ['bfloat16', bfloat16],
])('every number of %s comes back', (_, format) => {
  const changed: number[] = [];
  for (let bits = 0; bits < 2 ** 16; bits++) {
    const value = decodeSmallFloat(format, bits);
    if (!Number.isNaN(value) && encodeSmallFloat(format, value) !== bits) changed.push(bits);
  }
  expect(changed).toEqual([]);
});

test('values between two are rounded to the nearest, ties to even', () => {
  const round = (value: number) => decodeSmallFloat(float16, encodeSmallFloat(float16, value));
  expect(round(1 + 2 ** -11)).toBe(1);
  expect(round(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
  expect(round(1 + 2 ** -11 + 2 ** -40)).toBe(1 + 2 ** -10);
  expect(round(2 ** -25)).toBe(0);
  expect(round(3 * 2 ** -26)).toBe(2 ** -24);
  expect(round(65519)).toBe(65504);
  expect(round(65520)).toBe(Infinity);
  expect(round(-1e300)).toBe(-Infinity);
});

test('NaN stays NaN', () => {
  expect(decodeSmallFloat(float16, encodeSmallFloat(float16, NaN))).toBeNaN();
  expect(decodeSmallFloat(bfloat16, encodeSmallFloat(bfloat16, NaN))).toBeNaN();
});
