import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { columnLayers, columnNet, LEVELS } from '../04-batching/columnNet.js';
import { onnxModel } from '../tools/onnxModel.js';
import { failsOnAnotherModel, failsReadably, fileOf, isWhatIsMade, linesOf, runOne } from './oneProcess.js';

const modelPath = fileOf('batching', 'column.onnx');

/** What the network must give for a column, counted from 1, in float64. */
function tendencyOf(column: number): readonly number[] {
  const state = Array.from({ length: LEVELS }, (_, k) => ((7 * (k + 1) + 13 * column) % 17) / 16 - 0.5);
  const layers = columnLayers();
  return layers.reduce<readonly number[]>((values, { weights, bias }, layer) => {
    const sums = Array.from(bias.values, (start, to) =>
      values.reduce(
        (sum, value, from) => sum + value * (weights.values[from * bias.values.length + to] ?? NaN),
        start,
      ),
    );
    return layer === layers.length - 1 ? sums : sums.map(Math.tanh);
  }, state);
}

function expectNumbers(line: string | undefined, label: string, expected: readonly number[]): void {
  expect(line?.slice(0, label.length)).toBe(label);
  const numbers = (line ?? '').slice(label.length).trim().split(/ +/).map(Number);
  expect(numbers).toHaveLength(expected.length);
  for (const [i, number] of numbers.entries()) {
    expect(Math.abs(number - (expected[i] ?? NaN))).toBeLessThan(2e-5);
  }
}

describe('the network of columns', () => {
  isWhatIsMade('batching', () => ({ 'column.onnx': columnNet() }));
});

describe.each(['f90', 'py'] as const)('batching in %s', (language) => {
  it('gives the same however columns are passed', async () => {
    const lines = await linesOf('batching', language, modelPath, 'cpu');
    expect(lines).toEqual([
      '5000 columns of 20 levels',
      expect.stringMatching(/^ in one call +\d+\.\d{3} microseconds a column$/),
      expect.stringMatching(/^ {3}in blocks +\d+\.\d{3} microseconds a column$/),
      expect.stringMatching(/^ {2}one by one +\d+\.\d{3} microseconds a column$/),
      expect.any(String),
      expect.any(String),
      'blocks give what one call gives',
      'single columns give what one call gives',
    ]);
    expectNumbers(lines[4], 'first column ', tendencyOf(1).slice(0, 3));
    expectNumbers(lines[5], 'last column  ', tendencyOf(5000).slice(0, 3));
  });

  it('finds out that the samples of a network are not independent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rankwise-model-'));
    try {
      const path = join(folder, 'mean.onnx');
      writeFileSync(path, anomalyNet());
      const { status, stderr } = await runOne('batching', language, path, 'cpu');
      expect(status).not.toBe(0);
      expect(stderr).toBe('blocks do not give what one call gives\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  failsReadably('batching', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
  failsOnAnotherModel('batching', language, 'cpu');
});

/** A network that looks at its whole batch: what each column has above the mean of all. */
function anomalyNet(): Uint8Array {
  const shape = ['columns', LEVELS];
  return onnxModel({
    name: 'Anomaly',
    inputs: [{ name: 'state', type: 'float32', shape }],
    outputs: [{ name: 'tendency', type: 'float32', shape }],
    nodes: [
      { op: 'ReduceMean', from: ['state'], to: ['mean'], attributes: { axes: [0] } },
      { op: 'Sub', from: ['state', 'mean'], to: ['tendency'] },
    ],
  });
}
