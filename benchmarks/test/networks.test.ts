import { createHash } from 'node:crypto';
import { Model, sampleObstacleOf, Tensor } from '@rankwise/core';
import onnxProto from 'onnx-proto';
import { describe, expect, test } from 'vitest';
import { networks } from '../src/networks.js';
import { resNet18 } from '../src/resNet18.js';

describe.each(networks)('$title', ({ bytes, shape }) => {
  test('may be run in batches', () => {
    expect(sampleObstacleOf(bytes())).toBeUndefined();
  });

  test('answers each sample for itself', async () => {
    await using model = await Model.load(bytes());
    const [input = '', output = ''] = [model.inputs[0]?.name, model.outputs[0]?.name];
    const size = shape.slice(1).reduce((a, b) => a * b, 1);
    const [one, other] = [1, 2].map((seed) =>
      Float32Array.from({ length: size }, (_, i) => Math.sin(seed * i)),
    );
    const run = (...samples: (Float32Array | undefined)[]) => {
      const values = Float32Array.from(samples.flatMap((sample) => [...(sample ?? [])]));
      const tensor = Tensor.from('float32', [samples.length, ...shape.slice(1)], values);
      return [...(model.run({ [input]: tensor })[output]?.data as Float32Array)];
    };
    const alone = [...run(one), ...run(other)];
    const together = run(one, other);
    expect(together).toHaveLength(alone.length);
    expect(Math.max(...together.map((value, i) => Math.abs(value - (alone[i] ?? NaN))))).toBeLessThan(1e-3);
    expect(Math.max(...alone.map(Math.abs))).toBeGreaterThan(0.1);
  });
});

describe('ResNet-18', () => {
  const model = onnxProto.onnx.ModelProto.decode(resNet18());

  // Of torchvision's 11689512 parameters 9600 are scales and shifts of the 4800 channels that are normalised.
  test('has the parameters of the published network, normalisations folded', () => {
    const sizes = (model.graph?.initializer ?? []).map(({ rawData }) => (rawData?.byteLength ?? 0) / 4);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(11689512 - 9600 + 4800);
  });

  test('has its operators', () => {
    const counts: Record<string, number> = {};
    for (const { opType } of model.graph?.node ?? []) counts[opType ?? ''] = (counts[opType ?? ''] ?? 0) + 1;
    expect(counts).toEqual({
      Conv: 20,
      Relu: 17,
      MaxPool: 1,
      Add: 8,
      GlobalAveragePool: 1,
      Flatten: 1,
      Gemm: 1,
    });
  });

  test('is the same each time it is made', () => {
    const hash = () => createHash('sha256').update(resNet18()).digest('hex');
    expect(hash()).toBe(hash());
  });
});
