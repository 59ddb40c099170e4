import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { prototypes } from '../../src/mpi/MpiBinding.js';

it('declares the functions of shim.h, and no others', () => {
  const header = readFileSync(new URL('../../native/mpi/shim.h', import.meta.url), 'utf8');
  const declared = [...header.matchAll(/^RW_MPI_API ([^;]+);/gm)].map(([, prototype = '']) =>
    prototype.replace(/ \*/g, '* '),
  );
  const bound = Object.values(prototypes).map((prototype) => prototype.replace('_Out_ ', ''));
  expect(bound).toEqual(declared);
});
