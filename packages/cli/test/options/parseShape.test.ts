import { expect, test } from 'vitest';
import { formatNamedShape, parseShape } from '../../src/options/parseShape.js';

test('a name and its dimensions', () => {
  expect(parseShape('image=1x3x224x224')).toEqual([{ name: 'image', dims: [1, 3, 224, 224] }]);
  expect(parseShape('x=7')).toEqual([{ name: 'x', dims: [7] }]);
});

test('a name may hold what separates it from the dimensions', () => {
  expect(parseShape('a=b:0=1x2')).toEqual([{ name: 'a=b:0', dims: [1, 2] }]);
});

test('shapes add up, each name once', () => {
  const both = parseShape('y=3', parseShape('x=2'));
  expect(both.map(formatNamedShape)).toEqual(['x=2', 'y=3']);
  expect(() => parseShape('x=5', both)).toThrow("'x' is given twice");
});

test.each(['', 'x', 'x=', '=1x2', '1x2', 'x=0x2', 'x=1x', 'x=1,2', 'x=axb', 'x=-1x2', 'x=1.5'])(
  "'%s' is no shape",
  (text) => {
    expect(() => parseShape(text)).toThrow('NAME=DIMS');
  },
);
