import { RankwiseError } from '@rankwise/core';
import { expect, test } from 'vitest';
import { parseBatchPolicy, type BatchPolicy } from '../../../src/engine/batching/BatchPolicy.js';

const defaults = { max: 65536, delay: 0, pad: true } as const;

test.each<[text: string, policy: BatchPolicy]>([
  ['auto', { mode: 'auto', ...defaults }],
  ['off', { mode: 'off', ...defaults }],
  ['on', { mode: 'on', ...defaults }],
  ['independent', { mode: 'independent', ...defaults }],
  ['on;max=512', { mode: 'on', max: 512, delay: 0, pad: true }],
  ['on;delay=0.001', { mode: 'on', max: 65536, delay: 0.001, pad: true }],
  ['independent;delay=60;max=1', { mode: 'independent', max: 1, delay: 60, pad: true }],
  ['auto;delay=0', { mode: 'auto', ...defaults }],
  ['off;max=3', { mode: 'off', max: 3, delay: 0, pad: true }],
  [' on ; max = 3 ; delay = 1e-4 ', { mode: 'on', max: 3, delay: 1e-4, pad: true }],
  ['on;pad=off', { mode: 'on', max: 65536, delay: 0, pad: false }],
  ['auto;pad=off;pad=on', { mode: 'auto', ...defaults }],
  ['on;max=3;max=4', { mode: 'on', max: 4, delay: 0, pad: true }],
])('%s', (text, policy) => {
  expect(parseBatchPolicy(text)).toEqual(policy);
});

test.each(['', ' ', 'often', 'ON', 'max=3', ';max=3', 'on max=3', 'auto,max=3'])(
  "'%s' is no mode",
  (text) => {
    const mode = text.split(';')[0]?.trim() ?? '';
    refuses(text, `'${mode}' is none of auto, off, on, independent`);
  },
);

test.each([
  ...['max=0', 'max=-1', 'max=1.5', 'max=', 'max', 'max=many', 'max=1e300', 'max=Infinity', 'max=3=4'],
  ...['delay=-1', 'delay=60.1', 'delay=', 'delay', 'delay=1s', 'delay=NaN', 'delay=Infinity', 'delay=1=2'],
  ...['pad', 'pad=', 'pad=1', 'pad=ON', 'pad=on=off'],
  ...['', 'size=3', 'Max=3', '=3'],
])("'%s' is no setting", (setting) => {
  refuses(`on;${setting}`, `'${setting}' is no setting`);
  refuses(`on;max=3;${setting}`, `'${setting}' is no setting`);
});

test('a refusal says where the text is from, and what to give', () => {
  expect(() => parseBatchPolicy('often', 'RANKWISE_BATCHING')).toThrow(
    "RANKWISE_BATCHING is 'often', but 'often' is none of auto, off, on, independent. Give auto, off, on or independent,",
  );
});

function refuses(text: string, why: string): void {
  const parse = () => parseBatchPolicy(text);
  expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as RankwiseError);
  expect(parse).toThrow(`The option batching is '${text}', but ${why}`);
}
