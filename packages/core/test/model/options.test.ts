import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Model, Tensor, type ModelOptions } from '../../src/index.js';
import { affinityCount, cpuListLength, threadCount } from '../../src/model/threads.js';
import { expectError } from '../expectError.js';
import { mlp } from '../models/mlp.js';
import { simpleNet } from '../models/simpleNet.js';

test('threads: the option, then the environment, then one', () => {
  expect(threadCount(3, { RANKWISE_THREADS: '7' })).toBe(3);
  expect(threadCount(undefined, { RANKWISE_THREADS: ' 7 ' })).toBe(7);
  expect(threadCount(undefined, { RANKWISE_THREADS: '' })).toBe(1);
  expect(threadCount(undefined, {})).toBe(1);
  expect(threadCount('affinity')).toBe(affinityCount());
});

test.each(['0', '-1', '2.5', 'many', '99999'])('RANKWISE_THREADS=%s is refused', async (text) => {
  await expectError(
    () => threadCount(undefined, { RANKWISE_THREADS: text }),
    'INVALID_ARGUMENT',
    'RANKWISE_THREADS',
    text,
    'affinity',
  );
  await expectError(() => threadCount(Number(text)), 'INVALID_ARGUMENT', "'threads'");
});

test.each([
  ['0-3,8,10-11', 7],
  ['5', 1],
  ['0-127', 128],
  ['', 0],
])('the list of cores %s has %i', (list, count) => {
  expect(cpuListLength(list)).toBe(count);
});

test.runIf(process.platform === 'linux')('the affinity mask is that of taskset', () => {
  const text = execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  expect(affinityCount()).toBe(cpuListLength(text.split(':').at(-1) ?? ''));
});

test.runIf(process.platform === 'linux')('one thread makes no pool, three make one of two more', async () => {
  const osThreads = () => readdirSync('/proc/self/task').length;
  (await Model.load(mlp(1))).close(); // whatever starts once for the process has started
  const before = osThreads();
  await using one = await Model.load(mlp(1));
  expect(osThreads()).toBe(before);
  await using three = await Model.load(mlp(1), { threads: 3 });
  expect(osThreads()).toBe(before + 2);
  expect(one.inputs).toEqual(three.inputs);
});

test('results are the same with threads and at every level of optimization', async () => {
  const x = Tensor.from(
    'float32',
    [8, 64],
    Float32Array.from({ length: 512 }, (_, i) => Math.sin(i)),
  );
  const run = async (options: ModelOptions) => {
    await using model = await Model.load(mlp(5), options);
    return [...(model.run({ input: x }).output?.data ?? [])].map(Number);
  };
  const expected = await run({ optimization: 'none' });
  expect(expected.some((value) => value !== 0)).toBe(true);
  for (const options of [
    {},
    { threads: 2 },
    { optimization: 'basic' },
    { optimization: 'extended' },
  ] as const) {
    const given = await run(options);
    given.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? NaN, 5);
    });
  }
});

test('a symbolic dimension can be fixed', async () => {
  await using model = await Model.load(simpleNet(), { dimensions: { batch: 4 } });
  expect(model.inputInfo('input').shape).toEqual([4, 5]);
  const wrong = Tensor.allocate('float32', [3, 5]);
  await expectError(() => model.run({ input: wrong }), 'SHAPE_MISMATCH', '[4, 5]', '[3, 5]');
});

test('options are checked', async () => {
  const load = (options: object) => () => Model.load(simpleNet(), options);
  await expectError(load({ optimization: 'most' }), 'INVALID_ARGUMENT', 'most', 'extended');
  await expectError(load({ dimensions: { batch: -2 } }), 'INVALID_ARGUMENT', 'batch', '-2');
  await expectError(load({ threads: 0 }), 'INVALID_ARGUMENT', 'threads');
  await expectError(load({ device: 'gpu' }), 'INVALID_ARGUMENT', 'gpu', 'cuda');
});

test('the rank of a load is the one whose share of the devices is meant', async () => {
  const rank = { rank: 7, size: 8, localRank: 3, localSize: 4, launcher: 'program' };
  await expectError(
    () => Model.load(simpleNet(), { device: 'cuda:99', rank }),
    'DEVICE_UNAVAILABLE',
    'for rank 7',
  );
});
