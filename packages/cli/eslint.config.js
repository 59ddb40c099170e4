import base from '../../eslint.config.js';
import { directions } from '../../tools/eslint-rules/directions.mjs';

export default [
  ...base,
  ...directions(
    {
      output: [],
      generate: [],
      inspect: ['generate'],
      plan: [],
      setup: [],
      eval: [],
      devices: ['output'],
      options: ['generate'],
      run: ['options', 'output'],
      commands: ['devices', 'eval', 'generate', 'inspect', 'options', 'output', 'plan', 'run', 'setup'],
      '.': ['commands', 'output'],
    },
    ['core', 'fortran-bridge'],
  ),
];
