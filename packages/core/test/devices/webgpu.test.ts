import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testDevices } from '../../../../tools/suite/testDevices.mjs';
import { formatFallback, Model, Tensor } from '../../src/index.js';
import { partlyOnCpu } from '../models/partlyOnCpu.js';
import { temporaryFolder } from '../temporaryFolder.js';

const device = 'webgpu';

const folder = temporaryFolder();

function file(bytes: Uint8Array): string {
  const path = join(folder, 'partly.onnx');
  writeFileSync(path, bytes);
  return path;
}

describe.runIf(testDevices().includes('webgpu:0'))('what WebGPU alone has, and lacks', () => {
  test.each([
    ['in memory', (bytes: Uint8Array) => bytes],
    ['from a file', file],
  ])('operators that run on the CPU are told, arithmetic on shapes is not: %s', async (_, from) => {
    await using model = await Model.load(from(partlyOnCpu()), { device });
    expect(model.device).toEqual({ kind: 'webgpu', index: 0 });
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

  test('nodes without names are told apart by their operator', async () => {
    await using model = await Model.load(partlyOnCpu({ named: false }), { device });
    expect(formatFallback(model.fallback ?? [])).toBe('Cast, Exp, NonZero');
    expect(model.fallback?.[0]?.nodes).toEqual([]);
  });
});
