import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetMovedBuild } from '../../../src/run/examples/forgetMovedBuild.js';

let build: string;

beforeEach(() => {
  build = mkdtempSync(path.join(tmpdir(), 'rankwise-build-'));
  writeFileSync(
    path.join(build, 'CMakeCache.txt'),
    '# x\nCMAKE_HOME_DIRECTORY:INTERNAL=/clone/apps/examples\nA:B=C\n',
  );
});

afterEach(() => {
  rmSync(build, { recursive: true, force: true });
});

test('a tree of these sources stays', () => {
  forgetMovedBuild(build, '/clone/apps/examples');
  expect(existsSync(build)).toBe(true);
});

test('a tree of sources elsewhere goes', () => {
  forgetMovedBuild(build, '/clone-2/apps/examples');
  expect(existsSync(build)).toBe(false);
});
