import base from '../../eslint.config.js';
import { directions } from '../../tools/eslint-rules/directions.mjs';

export default [
  ...base,
  ...directions(
    {
      errors: [],
      ffi: ['errors'],
      rank: ['errors'],
      graph: ['errors'],
      tensor: ['errors', 'ffi'],
      ort: ['errors', 'ffi', 'rank'],
      device: ['errors', 'ffi', 'ort', 'rank'],
      model: ['errors', 'ffi', 'rank', 'graph', 'tensor', 'ort', 'device'],
      '.': ['errors', 'rank', 'graph', 'tensor', 'ort', 'device', 'model'],
    },
    [],
  ),
];
