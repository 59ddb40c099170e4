import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFrom } from '../../src/ffi/index.js';
import { formatFallback, Model, Tensor } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { accumulator } from '../models/accumulator.js';
import { mlp } from '../models/mlp.js';
import { partlyOnCpu } from '../models/partlyOnCpu.js';
import { simpleNet } from '../models/simpleNet.js';
import { temporaryFolder } from '../temporaryFolder.js';

// WebGPU runs for real, on SwiftShader where no other driver was chosen: see vulkanDriver.ts.
const device = 'webgpu';

test('a network that WebGPU has all operators of falls back nowhere', async () => {
  await using model = await Model.load(mlp(3), { device, noFallback: true });
  expect(model.device).toEqual({ kind: 'webgpu', index: 0 });
  expect(model.fallback).toEqual([]);
});

const folder = temporaryFolder();

function file(bytes: Uint8Array): string {
  const path = join(folder, 'partly.onnx');
  writeFileSync(path, bytes);
  return path;
}

test.each([
  ['in memory', (bytes: Uint8Array) => bytes],
  ['from a file', file],
])('operators that run on the CPU are told, arithmetic on shapes is not: %s', async (_, from) => {
  await using model = await Model.load(from(partlyOnCpu()), { device });
  expect(model.fallback).toEqual([
    { operator: 'Cast', count: 1, nodes: ['theCast'] },
    { operator: 'Exp', count: 1, nodes: ['theExp'] },
    { operator: 'NonZero', count: 1, nodes: ['theNonZero'] },
  ]);
  const { flat, exp, where } = model.run({ x: Tensor.from('float32', [1, 4], [-1, 0, 1, 2]) });
  expect(flat?.data).toEqual(Float32Array.of(0, 0, 1, 2));
  expect(exp?.data[2]).toBeCloseTo(Math.E, 12);
  expect(where?.data).toEqual(BigInt64Array.of(0n, 0n, 2n, 3n));
});

test('a state stays on the device, and its numbers are right', async () => {
  await using model = await Model.load(accumulator(), { device });
  const vector = (...values: number[]) => Tensor.from('float32', [3], values);
  const twice = vector(0, 0, 0);
  using binding = model.bind({
    inputs: { x: vector(1, 2, 3), state: vector(10, 20, 30) },
    outputs: { twice },
    feedback: { state: 'next' },
  });
  for (let i = 0; i < 5; i++) binding.run();
  expect([...twice.data]).toEqual([30, 60, 90]);
  const next = vector(0, 0, 0);
  using shown = model.bind({
    inputs: { x: vector(0, 0, 0), state: vector(0, 0, 0) },
    outputs: { next: null, twice },
    feedback: { state: 'next' },
    continues: { from: binding, inputs: ['state'] },
  });
  shown.run();
  copyFrom(shown.output('next').pointer, next.data);
  expect([...next.data]).toEqual([15, 30, 45]);
});

test('nodes without names are told apart by their operator', async () => {
  await using model = await Model.load(partlyOnCpu({ named: false }), { device });
  expect(formatFallback(model.fallback ?? [])).toBe('Cast, Exp, NonZero');
  expect(model.fallback?.[0]?.nodes).toEqual([]);
});

test('the cpu falls back nowhere', async () => {
  await using model = await Model.load(partlyOnCpu(), { device: 'cpu', noFallback: true });
  expect(model.fallback).toEqual([]);
});

test('a fallback can be made an error, which names the operators', async () => {
  await expectError(
    () => Model.load(partlyOnCpu(), { device, noFallback: true, name: 'partly' }),
    'DEVICE_UNAVAILABLE',
    "'partly'",
    "'webgpu:0'",
    'Cast, Exp, NonZero would run on the CPU',
    'noFallback',
  );
});

test('options reach the provider', async () => {
  const providerOptions = { validationMode: 'full', enableInt64: true };
  await using model = await Model.load(partlyOnCpu(), { device, providerOptions });
  const { exp } = model.run({ x: Tensor.from('float32', [1, 4], [0, 0, 0, 0]) });
  expect(exp?.data).toEqual(Float64Array.of(1, 1, 1, 1));
  await using net = await Model.load(simpleNet(), { device, providerOptions: { preferredLayout: 'NCHW' } });
  expect(net.fallback).toEqual([]);
});

test('an option that the provider refuses is named, with its own words', async () => {
  const load = (providerOptions: object) => () =>
    Model.load(simpleNet(), { device, providerOptions: { ...providerOptions } });
  await expectError(load({ validationMode: 'strict' }), 'INVALID_ARGUMENT', "'validationMode' = 'strict'");
  await expectError(
    load({ enableInt64: '1', preferredLayout: 'diagonal' }),
    'INVALID_ARGUMENT',
    "'preferredLayout' = 'diagonal'",
  );
});
