import { mlp } from '../../packages/core/test/models/mlp.js';
import { simpleNet } from '../../packages/core/test/models/simpleNet.js';
import { resNet18 } from './resNet18.js';

/** A network, and what a rank gives it in one call. */
export interface Network {
  readonly name: string;
  readonly title: string;
  readonly bytes: () => Uint8Array;
  /** Of one call's input; the first dimension counts its samples. */
  readonly shape: readonly number[];
}

export const networks: readonly Network[] = [
  { name: 'simplenet', title: 'SimpleNet, batch 1', bytes: simpleNet, shape: [1, 5] },
  { name: 'mlp', title: 'MLP 64-128-128-64, batch 64', bytes: () => mlp(1), shape: [64, 64] },
  { name: 'resnet18', title: 'ResNet-18, 1×3×224×224', bytes: resNet18, shape: [1, 3, 224, 224] },
];
