import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';

const installed = nativeFolder();
const folder = mkdtempSync(join(tmpdir(), 'rankwise-cpp-'));
const models = join(folder, 'models');
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

// The sources see the header as a program of this tree would: as code of their own, warnings and all.
const warnings = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Werror'];
const includes = `-I${join(installed, 'include')}`;
const links = [
  `-L${join(installed, 'lib')}`,
  `-Wl,-rpath,${join(installed, 'lib')}`,
  '-lrankwise',
  '-pthread',
];

function build(compiler: string, standard: string, source: string, ...options: string[]): string {
  const program = join(folder, `${source}-${compiler}-${standard}`.replace(/\W/g, '_'));
  run(
    compiler,
    `-std=${standard}`,
    ...warnings,
    ...options,
    includes,
    here(`./${source}.cpp`),
    ...links,
    '-o',
    program,
  );
  return program;
}

beforeAll(() => {
  run(process.execPath, here('../models/makeModels.mjs'), models);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const programs = [
  'calls',
  'misuse',
  'requests',
  'elements',
  'state',
  'threads',
  'allocations',
  'half',
  'forks',
];

// What a later standard can change is which overload is taken: that shows in the calls.
describe.each([
  { compiler: 'g++', standard: 'c++17', names: programs },
  { compiler: 'clang++', standard: 'c++17', names: programs },
  { compiler: 'g++', standard: 'c++20', names: ['calls', 'requests', 'elements'] },
  { compiler: 'clang++', standard: 'c++20', names: ['calls', 'requests', 'elements'] },
])('$compiler, $standard', ({ compiler, standard, names }) => {
  test.each(names)('%s', (name) => {
    expect(run(build(compiler, standard, name, '-O1'), models)).toMatch(/^(compared with _Float16\n)?$/);
  });
});

test('half: the conversions were compared with those of a compiler too', () => {
  expect(run(build('g++', 'c++17', 'half', '-O1'))).toBe('compared with _Float16\n');
});

test.each(['calls', 'misuse', 'elements'])('%s reads and leaks nothing that it should not', (name) => {
  const leaks = ['--leak-check=full', '--show-leak-kinds=definite,indirect,possible'];
  const program = build('g++', 'c++17', name, '-g');
  run('valgrind', '--quiet', '--error-exitcode=9', ...leaks, program, models);
});

test('the undefined is not relied upon', () => {
  const options = ['-fsanitize=undefined', '-fno-sanitize-recover=all'];
  for (const name of ['half', 'calls', 'elements'])
    run(build('g++', 'c++17', name, '-O1', ...options), models);
});

/** rankwise.hpp and what it is made of, in the folder of the includes. */
const headers = ['rankwise.hpp', ...readdirSync(join(installed, 'include/rankwise'), { recursive: true })]
  .map(String)
  .filter((name) => name.endsWith('.hpp'))
  .map((name, i) => (i === 0 ? name : `rankwise/${name}`));

test('each header can be included alone', async () => {
  expect(headers.length).toBeGreaterThan(10);
  for (const header of headers) {
    const source = join(folder, 'alone.cpp');
    writeFileSync(source, `#include <${header}>\n`);
    const options = ['-std=c++17', ...warnings, includes, '-fsyntax-only', source];
    await Promise.all(['g++', 'clang++'].map((compiler) => promisify(execFile)(compiler, options)));
  }
});

test.each(['g++', 'clang++'])(
  '%s: rankwise.hpp includes all of them, which leave no macro but their guards',
  (compiler) => {
    const text = headers.map((name) => readFileSync(join(installed, 'include', name), 'utf8')).join('\n');
    const others = [...text.matchAll(/^#include <.*>$/gm)].map(([line]) => line).join('\n');
    const macros = (source: string) =>
      new Set(
        execFileSync(compiler, ['-std=c++17', includes, '-dM', '-E', '-x', 'c++', '-'], {
          input: source,
          encoding: 'utf8',
        }).match(/(?<=^#define )\w+/gm),
      );
    const before = macros(`${others}\n#include <rankwise.h>`);
    const added = [...macros('#include <rankwise.hpp>')].filter((name) => !before.has(name));
    const guards = headers.map((name) => name.toUpperCase().replaceAll(/[/.]/g, '_'));
    expect(added.toSorted()).toEqual(guards.toSorted());
  },
);

test.each(['g++', 'clang++'])('%s: two files of a program may include the header', (compiler) => {
  for (const name of ['one', 'two']) {
    const main = name === 'one' ? 'int main() { return rankwise::Model().is_loaded() ? 1 : 0; }' : '';
    writeFileSync(join(folder, `${name}.cpp`), `#include <rankwise.hpp>\n${main}\n`);
  }
  run(compiler, '-std=c++17', ...warnings, includes, 'one.cpp', 'two.cpp', ...links, '-o', 'both');
  run('./both');
});

describe.each(['g++', 'clang++'])('%s refuses', (compiler) => {
  test.each([
    ['an array of bits', 'std::vector<bool> bits(5); net.run(bits, y);', /packs its elements into bits/],
    ['an output that is const', 'net.run(y, x);', /give memory that is not const/],
    ['a named output that is const', 'net.run({{"u", x}}, {{"v", x}});', /give memory that is not const/],
    ['text as numbers', 'net.run(std::string("01234"), y);', /no matching/],
    ['a copy of a model', 'rankwise::Model other(net);', /deleted/],
    ['a view that takes const away', 'rankwise::TensorView<float> view(x);', /no matching/],
    ['characters as elements', 'rankwise::TensorView<char> view;', /an element is a float, double/],
    [
      'the conversion of truth values',
      'net.run(rankwise::convert(std::array<bool, 5>{}), y);',
      /what is converted/,
    ],
    ['the conversion of bits', 'net.run(rankwise::convert(std::vector<bool>(5)), y);', /packs its elements/],
    [
      'a const output that is converted',
      'net.run(x, rankwise::convert(x));',
      /give memory that is not const/,
    ],
    [
      'a tensor of complex numbers',
      'net.run<std::complex<float>>(x);',
      /a Tensor has the elements of the model/,
    ],
    [
      'complex numbers of long double',
      'rankwise::TensorView<std::complex<long double>> view;',
      /an element is/,
    ],
    ['a logical in a real number', 'rankwise::Logical<float> logical(true);', /lies in an integer/],
    [
      'logicals in memory of the model',
      'rankwise::Request(net).output_buffer<rankwise::Logical<int>>(0);',
      /a bool has one byte/,
    ],
    [
      'logicals in memory of the model, to be filled',
      'rankwise::Request(net).input_buffer<rankwise::Logical<int>>(0, {5});',
      /a bool has one byte/,
    ],
  ])('%s', (_, statement, reason) => {
    const source = `#include <rankwise.hpp>
      void use(const rankwise::Model &net, const std::vector<float> &x, std::vector<float> &y) {
        net.run(x, y); static_cast<void>(x); ${statement} }\n`;
    const { status, stderr } = spawnSync(
      compiler,
      ['-std=c++17', includes, '-fsyntax-only', '-x', 'c++', '-'],
      {
        input: source,
        encoding: 'utf8',
      },
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(reason);
  });
});

test('the listing of the README does what it says', () => {
  const readme = readFileSync(here('../../README.md'), 'utf8');
  const listing = /```cpp\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const lines = listing.split('\n');
  const head = lines.filter((line) => line.startsWith('#include'));
  const body = lines.filter((line) => !line.startsWith('#include'));
  const check = 'for (int i = 0; i < 5; i++) std::printf("%g %g ", double(y[i]), double(z[i]));';
  writeFileSync(
    join(folder, 'readme.cpp'),
    `${head.join('\n')}\nint main() {\n${body.join('\n')}\n${check}\n}\n`,
  );
  run('g++', '-std=c++17', ...warnings, includes, 'readme.cpp', ...links, '-o', 'readme');
  const output = execFileSync(join(folder, 'readme'), { cwd: models, encoding: 'utf8' });
  expect(output).toBe('0 0 2 2 4 4 6 6 8 8 ');
});
