import { expect, test } from 'vitest';
import { readOptions } from '../src/readOptions.js';

test('measures all networks on the cpu unless told otherwise', () => {
  expect(readOptions([])).toMatchObject({ device: 'cpu', batching: 'on', ranks: [1, 2, 4, 8, 16, 32] });
  expect(readOptions([])?.networks.map(({ name }) => name)).toEqual(['simplenet', 'mlp', 'resnet18']);
});

test('takes lists', () => {
  const options = readOptions(['--ranks', '3,5', '--networks=mlp', '--rounds=2', '--seconds=0.1', '--json']);
  expect(options).toMatchObject({
    ranks: [3, 5],
    networks: [{ name: 'mlp' }],
    rounds: 2,
    seconds: 0.1,
    json: true,
  });
});

test.each([
  [['--networks', 'vgg'], "--networks: 'vgg' is none of simplenet, mlp, resnet18"],
  [['--ranks', '1,0'], "--ranks: '0' is no whole number of 1 or more"],
  [['--rounds', 'two'], "--rounds: 'two' is no whole number of 1 or more"],
  [['--seconds', '-1'], '--seconds'],
  [['--gpu'], '--gpu'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

test('is asked for help', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});
