import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { neededLibraries } from '../../src/ffi/index.js';
import { temporaryFolder } from '../temporaryFolder.js';

const folder = temporaryFolder();

function library(name: string, ...flags: string[]): string {
  const path = join(folder, name);
  const compiler = process.env.CC ?? 'cc';
  execFileSync(compiler, ['-shared', '-fPIC', '-x', 'c', '/dev/null', '-o', path, '-x', 'none', ...flags]);
  return path;
}

test('the names that a library was linked to, in order', () => {
  const one = library('libone.so', '-Wl,-soname,libone.so.7');
  const two = library('libtwo.so', '-Wl,-soname,libtwo.so.1.2');
  const both = library('libboth.so', '-Wl,--no-as-needed', two, one);
  expect(neededLibraries(both).filter((name) => !name.startsWith('libc.'))).toEqual([
    'libtwo.so.1.2',
    'libone.so.7',
  ]);
  expect(neededLibraries(both)).toContain('libc.so.6');
});

test('a file that is no library needs none', () => {
  const path = join(folder, 'text');
  writeFileSync(path, 'no library'.repeat(100));
  expect(neededLibraries(path)).toEqual([]);
  writeFileSync(path, '');
  expect(neededLibraries(path)).toEqual([]);
});
