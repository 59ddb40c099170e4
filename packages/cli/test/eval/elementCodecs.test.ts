import { elementTypes, type ElementType } from '@rankwise/core';
import { expect, test } from 'vitest';
import { elementCodecs } from '../../src/eval/elementCodecs.js';

test('every element type has a codec', () => {
  expect(Object.keys(elementCodecs).sort()).toEqual([...elementTypes].sort());
});

test.each<[ElementType, number | bigint, string]>([
  ['float32', Math.fround(0.1), '0.1'],
  ['float32', Math.fround(1 / 3), '0.33333334'],
  ['float32', Math.fround(3.4028234663852886e38), '3.4028235e+38'],
  ['float32', 1.401298464324817e-45, '1e-45'],
  ['float32', -0, '-0'],
  ['float32', NaN, '"NaN"'],
  ['float32', -Infinity, '"-Infinity"'],
  ['float64', 0.1, '0.1'],
  ['float64', 1 / 3, '0.3333333333333333'],
  ['float64', Number.MAX_VALUE, '1.7976931348623157e+308'],
  ['float64', Number.MIN_VALUE, '5e-324'],
  ['float64', Infinity, '"Infinity"'],
  ['float16', 0x3555, '0.3333'],
  ['bfloat16', 0x3dcd, '0.1'],
  ['int8', -128, '-128'],
  ['uint32', 4294967295, '4294967295'],
  ['int64', 9007199254740991n, '9007199254740991'],
  ['int64', -9007199254740993n, '"-9007199254740993"'],
  ['uint64', 18446744073709551615n, '"18446744073709551615"'],
  ['bool', 0, 'false'],
  ['bool', 1, 'true'],
])('%s %s is written as %s and read back', (type, element, text) => {
  expect(elementCodecs[type].write(element)).toBe(text);
  expect(elementCodecs[type].read(JSON.parse(text))).toBe(element);
});

test('random float32 values come back exactly', () => {
  const { read, write } = elementCodecs.float32;
  const bits = new Uint32Array(1);
  const values = new Float32Array(bits.buffer);
  for (let seed = 1, count = 0; count < 20_000; count++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    bits[0] = seed;
    const [value = 0] = values;
    if (Number.isFinite(value)) expect(read(JSON.parse(write(value)))).toBe(value);
  }
});

test('a number is rounded to its type', () => {
  expect(elementCodecs.float32.read(0.1)).toBe(Math.fround(0.1));
  expect(elementCodecs.float16.read(1 / 3)).toBe(0x3555);
});

test.each<[ElementType, unknown]>([
  ['float32', '1'],
  ['float32', 'nan'],
  ['float32', 'toString'],
  ['float32', null],
  ['float32', true],
  ['float32', [1]],
  ['float32', 1e39],
  ['float64', JSON.parse('1e999')],
  ['float16', 70000],
  ['int8', 128],
  ['int8', -129],
  ['int32', 1.5],
  ['int32', '1'],
  ['uint8', -1],
  ['int64', 2 ** 53],
  ['int64', 1.5],
  ['int64', '9223372036854775808'],
  ['int64', ''],
  ['int64', '0x10'],
  ['uint64', '-1'],
  ['uint64', -1],
  ['bool', 1],
  ['bool', 'true'],
])('%s has no value %j', (type, value) => {
  expect(elementCodecs[type].read(value)).toBeUndefined();
});
