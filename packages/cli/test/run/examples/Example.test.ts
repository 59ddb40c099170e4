import { expect, test } from 'vitest';
import {
  exampleFile,
  exampleFolder,
  simplenetModel,
  type Examples,
} from '../../../src/run/examples/Example.js';

const examples: Examples = {
  sources: '/e',
  build: '/b',
  script: (folder) => `/s/${folder}.js`,
  remedy: '',
};

test.each([
  ['simplenet', 'fortran', 'mpi', '/b/mpi/bin/simplenet-f90'],
  ['simplenet', 'c', 'local', '/b/local/bin/simplenet-c'],
  ['any-model', 'fortran', 'local', '/b/local/bin/any-model-f90'],
  ['any-model', 'c', 'mpi', '/b/mpi/bin/any-model-c'],
  ['simplenet', 'ts', 'mpi', '/s/01-simplenet.js'],
  ['any-model', 'ts', 'local', '/s/00-any-model.js'],
] as const)('%s in %s, linked for %s', (name, language, flavour, file) => {
  expect(exampleFile(examples, name, language, flavour)).toBe(file);
});

test('the model of simplenet', () => {
  expect(exampleFolder(examples, 'simplenet')).toBe('/e/01-simplenet');
  expect(simplenetModel(examples)).toBe('/e/01-simplenet/simplenet.onnx');
});
