import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOrtLibrary, packagedOrtLibrary, providersFolder } from '../../src/ort/index.js';
import { expectError } from '../expectError.js';
import { temporaryFolder } from '../temporaryFolder.js';

test('the environment comes before the package', () => {
  const own = findOrtLibrary({});
  expect(own).toMatch(/onnxruntime-node/);
  expect(findOrtLibrary({ RANKWISE_ORT_LIBRARY: process.execPath })).toBe(process.execPath);
  expect(findOrtLibrary({ RANKWISE_ORT_LIBRARY: '' })).toBe(own);
});

test('a path in the environment that leads nowhere is an error, not a fallback', async () => {
  await expectError(
    () => findOrtLibrary({ RANKWISE_ORT_LIBRARY: '/nowhere/libonnxruntime.so' }),
    'RUNTIME_UNAVAILABLE',
    'RANKWISE_ORT_LIBRARY',
    '/nowhere/libonnxruntime.so',
    'unset it',
  );
});

test('the copy with providers comes before the package, of the same version alone', () => {
  const home = temporaryFolder();
  const { path, version } = packagedOrtLibrary();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(findOrtLibrary({ HOME: home })).toBe(path);
  const older = providersFolder('1.2.3', { HOME: home }) ?? '';
  const same = providersFolder(version, { HOME: home }) ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (const folder of [older, same]) {
    expect(findOrtLibrary({ HOME: home })).toBe(path);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  expect(findOrtLibrary({ HOME: home })).toBe(join(same, name));
  expect(findOrtLibrary({ HOME: '/nowhere', XDG_DATA_HOME: join(home, '.local/share') })).toBe(
    join(same, name),
  );
  expect(providersFolder(version, {})).toBeUndefined();
});
