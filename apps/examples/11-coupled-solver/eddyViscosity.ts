import { onnxModel } from '../tools/onnxModel.js';

/** Hidden units: directions in the plane of tension and shear. */
const UNITS = 32;

/** Smagorinsky's constant. */
export const SMAGORINSKY = 0.2;

/** How far the network is from the closure at most, relative to it: `tan²(π / 2K)` for K units, 0.24 %. */
export const LARGEST_ERROR = Math.tan(Math.PI / (2 * UNITS)) ** 2;

/**
 * Smagorinsky's eddy viscosity as a network: `viscosity[cells, 1]` over the square of the cell's width, in 1/s, from the
 * gradients `[cells, 4]` of the velocity, du/dx, du/dy, dv/dx, dv/dy, in 1/s:
 *
 *     Cs² |S|,  |S| = sqrt(tension² + shear²),  tension = du/dx - dv/dy,  shear = du/dy + dv/dx
 *
 * A rectifier and a direction make max(0, |S| cos(angle to it)). Over K directions spread evenly round the circle these
 * add up to between |S| cot(π/K) and |S| / sin(π/K), whatever the angle: so equal weights of their sum fit the closure,
 * and 2 tan(π / 2K) puts the error halfway. Like the closure, the network is the same for all scales.
 */
export function eddyViscosity(): Uint8Array {
  const angles = Array.from({ length: UNITS }, (_, unit) => (2 * Math.PI * unit) / UNITS);
  const tension = angles.map(Math.cos);
  const shear = angles.map(Math.sin);
  const minusTension = tension.map((value) => -value);
  const sum = SMAGORINSKY ** 2 * 2 * Math.tan(Math.PI / (2 * UNITS));
  return onnxModel({
    name: 'EddyViscosity',
    inputs: [{ name: 'gradients', type: 'float32', shape: ['cells', 4] }],
    outputs: [{ name: 'viscosity', type: 'float32', shape: ['cells', 1] }],
    weights: {
      directions: {
        shape: [4, UNITS],
        values: Float32Array.from([tension, shear, shear, minusTension].flat()),
      },
      sum: { shape: [UNITS, 1], values: new Float32Array(UNITS).fill(sum) },
    },
    nodes: [
      { op: 'MatMul', from: ['gradients', 'directions'], to: ['components'] },
      { op: 'Relu', from: ['components'], to: ['positive'] },
      { op: 'MatMul', from: ['positive', 'sum'], to: ['viscosity'] },
    ],
  });
}
