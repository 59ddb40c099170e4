import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOutdated } from '../../../src/run/examples/isOutdated.js';

let examples: string;
const folder = () => path.join(examples, '01-simplenet');

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
  expect(isOutdated(path.join(examples, 'build/bin/simplenet-f90'), folder())).toBe(true);
});

test('a program newer than all sources is not, whatever else is newer', () => {
  write('01-simplenet/README.md', 300);
  write('02-other/main.f90', 300);
  expect(isOutdated(write('build/bin/simplenet-f90', 200), folder())).toBe(false);
});

test.each(['01-simplenet/main.f90', '01-simplenet/placement.c', '01-simplenet/CMakeLists.txt'])(
  'a program older than %s is',
  (source) => {
    write(source, 300);
    expect(isOutdated(write('build/bin/simplenet-f90', 200), folder())).toBe(true);
  },
);
