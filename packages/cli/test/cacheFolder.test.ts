import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder } from '../src/cacheFolder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(realpathSync(tmpdir()), 'rankwise-cache-test-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const own = () => path.join(root, `rankwise-cache-${process.getuid?.() ?? ''}`);

test('is where the XDG specification says, else in the home', () => {
  const env = { XDG_CACHE_HOME: path.join(root, 'cache'), HOME: path.join(root, 'home') };
  expect(cacheFolder(env)).toBe(path.join(root, 'cache/rankwise'));
  expect(cacheFolder({ HOME: env.HOME })).toBe(path.join(root, 'home/.cache/rankwise'));
  expect(cacheFolder({ ...env, XDG_CACHE_HOME: 'relative' })).toBe(path.join(root, 'home/.cache/rankwise'));
});

test('without a home that can be written to it is one for this user alone', () => {
  for (const env of [{}, { HOME: '/dev/null' }]) expect(cacheFolder(env, root)).toBe(own());
  expect(statSync(own()).mode & 0o777).toBe(0o700);
});

test('a folder there that others may write to, or a link, is refused', () => {
  mkdirSync(own());
  chmodSync(own(), 0o777);
  expect(() => cacheFolder({}, root)).toThrow(/belongs to someone else.*XDG_CACHE_HOME/);
  rmSync(own(), { recursive: true });
  mkdirSync(path.join(root, 'trap'));
  symlinkSync(path.join(root, 'trap'), own());
  expect(() => cacheFolder({}, root)).toThrow(/XDG_CACHE_HOME/);
});
