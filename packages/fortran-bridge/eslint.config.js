import base from '../../eslint.config.js';
import { directions } from '../../tools/eslint-rules/directions.mjs';

const inEngine = ['engine/host', 'engine/placement', 'engine/batching', 'engine/models'];

export default [
  ...base,
  ...directions(
    {
      build: [],
      mpi: ['build'],
      engine: ['build', ...inEngine],
      'engine/host': [],
      'engine/placement': ['engine/host'],
      'engine/batching': ['engine/host'],
      'engine/models': ['engine/host', 'engine/batching'],
      '.': ['build', 'engine', ...inEngine],
    },
    ['core'],
  ),
];
