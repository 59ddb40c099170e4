import { expect, test } from 'vitest';
import { exampleFile, simplenetModel } from '../../../src/run/examples/Example.js';

test.each([
  ['simplenet', 'fortran', 'mpi', '/e/build/mpi/bin/simplenet-f90'],
  ['simplenet', 'c', 'local', '/e/build/local/bin/simplenet-c'],
  ['any-model', 'fortran', 'local', '/e/build/local/bin/any-model-f90'],
  ['any-model', 'c', 'mpi', '/e/build/mpi/bin/any-model-c'],
  ['simplenet', 'ts', 'mpi', '/e/dist/01-simplenet/main.js'],
  ['any-model', 'ts', 'local', '/e/dist/00-any-model/main.js'],
] as const)('%s in %s, linked for %s', (name, language, flavour, file) => {
  expect(exampleFile('/e', name, language, flavour)).toBe(file);
});

test('the model of simplenet', () => {
  expect(simplenetModel('/e')).toBe('/e/01-simplenet/simplenet.onnx');
});
