import { expect, test } from 'vitest';
import { rootVariables } from '../../../src/run/launchers/rootVariables.js';

test('root tells Open MPI that it means it', () => {
  expect(rootVariables(0)).toEqual({ OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' });
});

test.each([1000, undefined])('uid %s does not need to', (uid) => {
  expect(rootVariables(uid)).toEqual({});
});
