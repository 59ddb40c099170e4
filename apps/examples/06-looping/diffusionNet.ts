import { onnxModel } from '../tools/onnxModel.js';

/** Cells of the ring. */
export const CELLS = 64;

/**
 * Diffusion on a ring as a network of one layer: `tendency[batch, cell] = state[batch, cell] × weights`, half of each
 * neighbour less the cell itself.
 */
export function diffusionNet(): Uint8Array {
  const values = new Float32Array(CELLS * CELLS);
  for (let cell = 0; cell < CELLS; cell++) {
    values[cell * CELLS + cell] = -1;
    values[cell * CELLS + ((cell + 1) % CELLS)] = 0.5;
    values[cell * CELLS + ((cell + CELLS - 1) % CELLS)] = 0.5;
  }
  return onnxModel({
    name: 'DiffusionNet',
    inputs: [{ name: 'state', type: 'float32', shape: ['batch', CELLS] }],
    outputs: [{ name: 'tendency', type: 'float32', shape: ['batch', CELLS] }],
    weights: { weights: { shape: [CELLS, CELLS], values } },
    nodes: [{ op: 'MatMul', from: ['state', 'weights'], to: ['tendency'] }],
  });
}
