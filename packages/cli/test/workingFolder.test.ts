import { expect, test } from 'vitest';
import { workingFolder } from '../src/workingFolder.js';

test('under npx it is where npx was called', () => {
  expect(workingFolder({ npm_command: 'exec', INIT_CWD: '/clone/apps/examples' }, '/clone')).toBe(
    '/clone/apps/examples',
  );
});

test('without npx, or with the folder of a command further out, it is the current one', () => {
  expect(workingFolder({ npm_command: 'run-script', INIT_CWD: '/clone/a' }, '/clone')).toBe('/clone');
  expect(workingFolder({ npm_command: 'exec', INIT_CWD: '/elsewhere' }, '/clone')).toBe('/clone');
  expect(workingFolder({ npm_command: 'exec', INIT_CWD: '/clone-2' }, '/clone')).toBe('/clone');
  expect(workingFolder({}, '/clone')).toBe('/clone');
});
