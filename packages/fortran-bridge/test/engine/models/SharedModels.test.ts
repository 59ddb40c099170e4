import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RankwiseError, Tensor, type Model } from '@rankwise/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SharedModels } from '../../../src/engine/models/SharedModels.js';

const folder = mkdtempSync(join(tmpdir(), 'rankwise-shared-'));
const model = join(folder, 'simplenet.onnx');

beforeAll(() => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../models/makeModels.mjs', import.meta.url)),
    folder,
  ]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function doubles(net: Model): void {
  const x = [1, 2, 3, 4, 5];
  const { output } = net.run({ input: Tensor.from('float32', [1, 5], x) });
  expect([...(output?.data ?? [])]).toEqual(x.map((one) => 2 * one));
}

test('the same file with the same options is one session, until its last user', async () => {
  const models = new SharedModels();
  const rank = { rank: 1, size: 2, localRank: 1, localSize: 2, launcher: 'program' };
  const first = await models.acquire(model, { device: 'cpu' });
  const second = await models.acquire(model, { device: 'cpu', rank });
  expect(second).toBe(first);
  models.release(first);
  doubles(second);
  models.release(second);
  expect(() => {
    doubles(second);
  }).toThrow(RankwiseError);
  const third = await models.acquire(model, { device: 'cpu' });
  expect(third).not.toBe(first);
  doubles(third);
  models.release(third);
});

test('another file, other options or another content are another session', async () => {
  const models = new SharedModels();
  const other = join(folder, 'other.onnx');
  copyFileSync(model, other);
  const all = [
    await models.acquire(model, { device: 'cpu' }),
    await models.acquire(other, { device: 'cpu' }),
    await models.acquire(model, { device: 'cpu', threads: 2 }),
  ];
  copyFileSync(join(folder, 'scaled.onnx'), other);
  all.push(await models.acquire(other, { device: 'cpu' }));
  expect(new Set(all).size).toBe(4);
  expect(all[3]?.inputs.map(({ name }) => name)).toContain('factor');
  for (const one of all) models.release(one);
});

test('the same bytes are one session', async () => {
  const models = new SharedModels();
  const first = await models.acquire(new Uint8Array(readFileSync(model)), { device: 'cpu', name: 'a' });
  const second = await models.acquire(new Uint8Array(readFileSync(model)), { device: 'cpu', name: 'a' });
  const other = await models.acquire(new Uint8Array(readFileSync(join(folder, 'scaled.onnx'))), {
    device: 'cpu',
    name: 'a',
  });
  expect(second).toBe(first);
  expect(other).not.toBe(first);
  for (const one of [first, second, other]) models.release(one);
});

test('a file that is not there is said so, each time', async () => {
  const models = new SharedModels();
  for (let i = 0; i < 2; i++) {
    await expect(models.acquire('/nowhere/model.onnx', { device: 'cpu' })).rejects.toThrow(
      '/nowhere/model.onnx',
    );
  }
});

test('options of the provider are the same in any order', async () => {
  const models = new SharedModels();
  const load = (providerOptions: Record<string, string>) =>
    models.acquire(model, { device: 'webgpu', providerOptions });
  const first = await load({ enableInt64: '1', validationMode: 'full' });
  const second = await load({ validationMode: 'full', enableInt64: '1' });
  expect(second).toBe(first);
  doubles(first);
  models.release(first);
  models.release(second);
});
