import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differences } from './differences.js';
import { readC } from './readC.js';
import { readFortran } from './readFortran.js';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

const sources = readdirSync(new URL('fortran/', root))
  .filter((name) => /\.(f90|inc)$/.test(name))
  .map((name) => `fortran/${name}`);
const fortran = sources.map(read).join('\n');
const libc = 'size_t strlen(const char *text);';
const c = readC([read('include/rankwise.h'), read('fortran/shim.c'), libc].join('\n'));

test("the modules' declarations of the C interface are those of rankwise.h and shim.c", () => {
  expect(differences(readFortran(fortran), c)).toEqual([]);
});

test('the declarations of the stand-in for MPI are those of its header', () => {
  const standIn = readFortran(
    read('native/mpi/local/mpi_f08.f90').replaceAll(/type, bind\(c\)[^]*?end type/g, ''),
  );
  expect(differences(standIn, readC(read('native/mpi/local/mpi.h')))).toEqual([]);
  expect(standIn.functions).toHaveLength(8);
});

test('everything of C was read', () => {
  expect(c.functions.length).toBeGreaterThan(50);
  expect(c.structures.map(({ name }) => name)).toEqual([
    'rw_tensor',
    'rw_tensor_info',
    'rw_load_options',
    'rw_device_info',
  ]);
});

test('the modules have every element type, every structure, and every function of shim.c', () => {
  const found = readFortran(fortran);
  expect(Object.keys(found.numbers)).toEqual(
    expect.arrayContaining(Object.keys(c.numbers).filter((name) => !/^RW_(VERSION|MAX_REQUESTS)/.test(name))),
  );
  expect(found.structures).toHaveLength(c.structures.length);
  const names = new Set(found.functions.map(({ name }) => name));
  const ofShim = c.functions.filter(({ name }) => name.startsWith('rankwise_shim_'));
  expect(ofShim.filter(({ name }) => !names.has(name))).toEqual([]);
});

test.each([
  ['a type', 'integer(c_size_t), value :: n_inputs', 'integer(c_int32_t), value :: n_inputs'],
  [
    'a value that became an address',
    'integer(c_int64_t), value :: bytes_size',
    'integer(c_int64_t) :: bytes_size',
  ],
  ['what is written', 'type(c_tensor_info), intent(out) :: out', 'type(c_tensor_info), intent(in) :: out'],
  ['the order of parameters', 'c_run(model, inputs, n_inputs,', 'c_run(model, n_inputs, inputs,'],
  ['the number of parameters', 'function c_request_wait(request)', 'function c_request_wait()'],
  ['the result of a function', 'type(c_ptr) :: text', 'integer(c_int) :: text'],
  ['a name', '"rw_model_fallback"', '"rw_model_fall_back"'],
  [
    'an array that C may reallocate',
    'contiguous, intent(inout), optional :: y\n      integer(c_int)',
    'allocatable, intent(inout) :: y\n      integer(c_int)',
  ],
  ['the order of fields', 'start_timeout = 0, run_timeout = 0', 'run_timeout = 0, start_timeout = 0'],
  ['the number of fields', 'integer(c_int32_t) :: strided = 0', ''],
  ['the length of a field', 'type(c_ptr) :: dim_name(RW_MAX_RANK)', 'type(c_ptr) :: dim_name(1)'],
  ['a number', 'RW_BFLOAT16 = 16', 'RW_BFLOAT16 = 15'],
])('it would be noticed: %s', (_, text, other) => {
  expect(fortran).toContain(text);
  expect(differences(readFortran(fortran.replace(text, other)), c)).not.toEqual([]);
});

test('a bind(c) that cannot be read is an error', () => {
  expect(() => readFortran('subroutine s() bind(c)\nend subroutine s\n')).toThrow('could be read');
});
