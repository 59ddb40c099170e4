import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CELLS, diffusionNet } from '../06-looping/diffusionNet.js';
import { onnxModel } from '../tools/onnxModel.js';
import { failsOnAnotherModel, failsReadably, fileOf, isWhatIsMade, linesOf, runOne } from './oneProcess.js';

const modelPath = fileOf('looping', 'diffusion.onnx');

/** The ring after 20 steps of half the tendency, in float64. */
function ringAtTheEnd(): readonly number[] {
  let ring: readonly number[] = Array.from({ length: CELLS }, (_, i) => (i >= 8 && i < 24 ? 1 : 0));
  const at = (i: number) => ring[(i + CELLS) % CELLS] ?? NaN;
  for (let step = 0; step < 20; step++) {
    ring = ring.map((value, i) => value + 0.5 * (0.5 * at(i - 1) + 0.5 * at(i + 1) - value));
  }
  return ring;
}

describe('the network of diffusion', () => {
  isWhatIsMade('looping', () => ({ 'diffusion.onnx': diffusionNet() }));
});

describe.each(['f90', 'c'] as const)('a time loop in %s', (language) => {
  it('ends in the same numbers whether the model is loaded once or in every step', async () => {
    const lines = await linesOf('looping', language, modelPath, 'cpu');
    expect(lines).toEqual([
      expect.stringMatching(/^loaded once: {10} *\d+\.\d{3} microseconds a step$/),
      expect.stringMatching(/^loaded in every step: +\d+\.\d{3} microseconds a step$/),
      expect.stringMatching(/^ratio: {16} *\d+\.\d$/),
      expect.stringMatching(/^cells 1, 8, 16, 24: ( +\d\.\d{5}){4}$/),
      'both loops end in the same numbers',
    ]);
    const ring = ringAtTheEnd();
    const printed = (lines[3] ?? '').slice(19).trim().split(/ +/).map(Number);
    for (const [i, cell] of [1, 8, 16, 24].entries()) {
      expect(Math.abs((printed[i] ?? NaN) - (ring[cell - 1] ?? NaN))).toBeLessThan(2e-5);
    }
  });

  it('finds out that a network gives other numbers each time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rankwise-model-'));
    try {
      const path = join(folder, 'noise.onnx');
      writeFileSync(path, noiseNet());
      const { status, stdout, stderr } = await runOne('looping', language, path, 'cpu');
      expect(status).not.toBe(0);
      expect(stdout).not.toContain('same');
      expect(stderr).toBe('the two loops do not end in the same numbers\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  failsReadably('looping', language, /usage: \S+ MODEL \[DEVICE\]/, 'cpu');
  failsOnAnotherModel('looping', language, 'cpu');
});

function noiseNet(): Uint8Array {
  const shape = ['batch', CELLS];
  return onnxModel({
    name: 'Noise',
    inputs: [{ name: 'state', type: 'float32', shape }],
    outputs: [{ name: 'tendency', type: 'float32', shape }],
    nodes: [{ op: 'RandomUniformLike', from: ['state'], to: ['tendency'] }],
  });
}
