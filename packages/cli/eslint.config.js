import base from '../../eslint.config.js';
import { directions } from '../../tools/eslint-rules/directions.mjs';

export default [
  ...base,
  ...directions(
    {
      output: [],
      generate: [],
      plan: [],
      setup: [],
      eval: [],
      devices: ['output'],
      options: ['generate'],
      run: ['options', 'output'],
      commands: ['devices', 'eval', 'generate', 'options', 'output', 'plan', 'run', 'setup'],
      '.': ['commands', 'output'],
    },
    ['core', 'fortran-bridge'],
  ),
];
