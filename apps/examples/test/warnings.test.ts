import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localMpiLibrary } from '@rankwise/fortran-bridge/mpi';
import { describe, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('..', import.meta.url));
const installed = dirname(dirname(localMpiLibrary()));

/** Where the headers of MPI lie, which have warnings of their own. Needs mpicc, which `npm run setup` installs. */
const mpi = execFileSync('mpicc', ['-show'], { encoding: 'utf8' })
  .split(/\s+/)
  .filter((word) => word.startsWith('-I'))
  .flatMap((word) => ['-isystem', word.slice(2)]);
const warnings = ['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only'];
// MPI's C interface alone: Open MPI and MPICH else bring in the C++ one of MPI-2.
const includes = [
  `-I${join(installed, 'include')}`,
  '-I01-simplenet',
  ...mpi,
  '-DOMPI_SKIP_MPICXX',
  '-DMPICH_SKIP_MPICXX',
];

const sources = readdirSync(examples)
  .filter((name) => /^\d\d-/.test(name))
  .flatMap((folder) => readdirSync(join(examples, folder)).map((name) => join(folder, name)))
  .filter((name) => /\.(c|cpp)$/.test(name));

it('finds the sources', () => {
  expect(sources).toContain('01-simplenet/main.c');
  expect(sources).toContain('01-simplenet/main.cpp');
});

describe.each([
  ['gcc', '.c', '-std=c11'],
  ['clang', '.c', '-std=c11'],
  ['g++', '.cpp', '-std=c++17'],
  ['clang++', '.cpp', '-std=c++17'],
])('%s has nothing to say', (compiler, ending, standard) => {
  it.each(sources.filter((name) => name.endsWith(ending)))('of %s', (name) => {
    const run = () =>
      execFileSync(compiler, [standard, ...warnings, ...includes, name], { cwd: examples, encoding: 'utf8' });
    expect(run()).toBe('');
  });
});
