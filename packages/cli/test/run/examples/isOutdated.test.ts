import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOutdated } from '../../../src/run/examples/isOutdated.js';

let examples: string;

function write(name: string, time: number): string {
  const file = path.join(examples, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, time, time);
  return file;
}

beforeEach(() => {
  examples = mkdtempSync(path.join(tmpdir(), 'rankwise-outdated-'));
  write('01-simplenet/main.f90', 100);
});

afterEach(() => {
  rmSync(examples, { recursive: true });
});

test('a program that is missing is', () => {
  expect(isOutdated(path.join(examples, 'build/bin/simplenet-f90'), examples)).toBe(true);
});

test('a program newer than all sources is not, whatever else is newer', () => {
  write('01-simplenet/README.md', 300);
  write('other/main.f90', 300);
  expect(isOutdated(write('build/bin/simplenet-f90', 200), examples)).toBe(false);
});

test.each(['01-simplenet/main.f90', '00-any-model/summary.c', '00-any-model/CMakeLists.txt'])(
  'a program older than %s is',
  (source) => {
    write(source, 300);
    expect(isOutdated(write('build/bin/simplenet-f90', 200), examples)).toBe(true);
  },
);
