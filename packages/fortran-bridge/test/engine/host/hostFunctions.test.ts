import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostFunctions, operations } from '../../../src/engine/host/hostFunctions.js';

const header = (name: string) =>
  readFileSync(new URL(`../../../include/${name}`, import.meta.url), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');

/** A prototype of the headers in the words of hostFunctions. */
function normalized(prototype: string): string {
  return prototype
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/rw_status|rw_operation/g, 'int')
    .replaceAll('rw_call ', 'void* ')
    .replaceAll(/rw_host \*\*\s*/g, '_Out_ void** ')
    .replaceAll(/rw_host \*\s*/g, 'void* ')
    .replaceAll(/ (\*+)\s*/g, '$1 ')
    .trim();
}

const declared = [...(header('rankwise_host.h') + header('rankwise.h')).matchAll(/RW_API ([^;]+);/g)].map(
  ([, prototype]) => normalized(prototype ?? ''),
);

test('the headers were read', () => {
  expect(declared.length).toBeGreaterThan(30);
});

test.each(Object.values(hostFunctions))('%s is declared so in the headers', (prototype) => {
  expect(declared).toContain(prototype);
});

test('every function of rankwise_host.h is bound', () => {
  const bound: string[] = Object.values(hostFunctions);
  const unbound = declared.filter(
    (prototype) => prototype.includes(' rw_host_') && !bound.includes(prototype),
  );
  expect(unbound).toEqual([]);
});

test('the operations have the numbers of the header', () => {
  const numbers = [...header('rankwise_host.h').matchAll(/RW_OP_(\w+) = (\d+)/g)].map(([, name, number]) => [
    name?.toLowerCase(),
    Number(number),
  ]);
  expect({ none: 0, ...operations }).toEqual(Object.fromEntries(numbers));
});
