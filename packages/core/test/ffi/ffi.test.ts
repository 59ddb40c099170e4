import { expect, expectTypeOf, test } from 'vitest';
import {
  addressOf,
  cString,
  functionAt,
  memoryView,
  openLibrary,
  pointersAt,
  stringAt,
  StringTable,
  type Memory,
  type OutSlot,
  type Pointer,
  type Signature,
} from '../../src/ffi/index.js';
import { expectError } from '../expectError.js';

const libc = openLibrary(null);

test('calls a function of a library', () => {
  expect(libc.func('int abs(int value)')(-7)).toBe(7);
  expect(libc.func('size_t strlen(const char* text)')('héllo')).toBe(6);
});

test('says whether a name is exported', () => {
  expect(libc.has('strlen')).toBe(true);
  expect(libc.has('no_such_function_anywhere')).toBe(false);
});

test('calls a function by its address, several of one name and type', () => {
  const first = functionAt(libc.symbol('abs'), 'int f(int value)');
  const second = functionAt(libc.symbol('labs'), 'int64_t f(int64_t value)');
  expect([first(-3), second(-4n)]).toEqual([3, 4]);
});

test('a library that is missing is RUNTIME_UNAVAILABLE with path and remedy', async () => {
  const open = () => openLibrary('/nowhere/libnothing.so', { remedy: 'Install libnothing.' });
  await expectError(
    open,
    'RUNTIME_UNAVAILABLE',
    '/nowhere/libnothing.so',
    'No such file',
    'Install libnothing.',
  );
});

test('a function that is missing is RUNTIME_UNAVAILABLE with its name', async () => {
  await expectError(
    () => libc.func('int no_such_function(int value)'),
    'RUNTIME_UNAVAILABLE',
    'no_such_function',
  );
  await expectError(() => libc.symbol('no_such_symbol'), 'RUNTIME_UNAVAILABLE', 'no_such_symbol');
});

test('foreign memory is seen without a copy', () => {
  const own = new Float32Array([1, 2, 3, 4]);
  const seen = new Float32Array(memoryView(addressOf(own.subarray(1)), 8));
  expect([...seen]).toEqual([2, 3]);
  seen[0] = 20;
  expect(own[1]).toBe(20);
});

test('the address of a small array does not change', () => {
  const small = new Uint8Array([7]);
  const before = addressOf(small);
  for (let i = 0; i < 1e5; i++) new Uint8Array(64);
  expect(addressOf(small)).toBe(before);
  expect(addressOf(new Uint8Array(0))).toBe(0n);
});

test('texts go to C and come back', () => {
  expect(stringAt(addressOf(cString('naïve')))).toBe('naïve');
  const table = new StringTable(['a', '', 'ccc']);
  expect(table.length).toBe(3);
  expect(pointersAt(addressOf(table.pointers), 3).map(stringAt)).toEqual(['a', '', 'ccc']);
  expect(stringAt(table.at(2))).toBe('ccc');
});

test('prototypes give types', () => {
  type Create = Signature<'void* Create(int level, const char* name, size_t count, _Out_ void** out)'>;
  expectTypeOf<Create>().parameters.toEqualTypeOf<
    [number | bigint, string | Memory, number | bigint, OutSlot<Pointer>]
  >();
  expectTypeOf<Create>().returns.toEqualTypeOf<Pointer | null>();
  expectTypeOf<Signature<'const char* Name()'>>().toEqualTypeOf<() => string | null>();
  expectTypeOf<Signature<'void Free(void* pointer)'>>().toEqualTypeOf<(pointer: Memory) => undefined>();
  expectTypeOf<Signature<'bool Has(_Out_ int* out)'>>().toEqualTypeOf<(out: OutSlot<number>) => boolean>();
  expectTypeOf<Signature<string>>().toEqualTypeOf<(...args: unknown[]) => unknown>();
});
