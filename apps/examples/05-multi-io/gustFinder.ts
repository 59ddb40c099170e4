import { elementTypeNumber } from '@rankwise/core';
import { onnxModel } from '../tools/onnxModel.js';

/**
 * Finds where the wind is above a limit. Inputs: `wind` float32 and `region` int64, both [lat, lon], and `limit`, a float64
 * alone. Outputs: `mean`, a float64 alone; of each place that is found its wind `gust` float32 [found], its region
 * `gust_region` int64 [found], and its indices `place` int64 [found, 2], lat before lon, from 0; and the `excess` over the
 * limit everywhere, float64 [lat, lon]. How many are found only the run decides.
 */
export function gustFinder(): Uint8Array {
  const grid = ['lat', 'lon'];
  return onnxModel({
    name: 'GustFinder',
    inputs: [
      { name: 'wind', type: 'float32', shape: grid },
      { name: 'region', type: 'int64', shape: grid },
      { name: 'limit', type: 'float64', shape: [] },
    ],
    outputs: [
      { name: 'mean', type: 'float64', shape: [] },
      { name: 'gust', type: 'float32', shape: ['found'] },
      { name: 'gust_region', type: 'int64', shape: ['found'] },
      { name: 'place', type: 'int64', shape: ['found', 2] },
      { name: 'excess', type: 'float64', shape: grid },
    ],
    nodes: [
      { op: 'Cast', from: ['wind'], to: ['wide'], attributes: { to: elementTypeNumber('float64') } },
      { op: 'ReduceMean', from: ['wide'], to: ['mean'], attributes: { keepdims: 0 } },
      { op: 'Sub', from: ['wide', 'limit'], to: ['excess'] },
      { op: 'Greater', from: ['wide', 'limit'], to: ['is_gust'] },
      { op: 'NonZero', from: ['is_gust'], to: ['indices'] },
      { op: 'Transpose', from: ['indices'], to: ['place'], attributes: { perm: [1, 0] } },
      { op: 'GatherND', from: ['wind', 'place'], to: ['gust'] },
      { op: 'GatherND', from: ['region', 'place'], to: ['gust_region'] },
    ],
  });
}
