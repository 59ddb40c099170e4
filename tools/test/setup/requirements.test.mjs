import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isOlder } from '../../setup/isOlder.mjs';
import { MINIMUM_CMAKE } from '../../setup/requirements.mjs';
import { workspaceFile } from '../../setup/workspaceFile.mjs';

it('asks for a CMake that can read the presets of the native build', () => {
  /** @type {{ version: number, cmakeMinimumRequired?: { major: number, minor: number } }} */
  const presets = JSON.parse(
    readFileSync(workspaceFile('packages/fortran-bridge/CMakePresets.json'), 'utf8'),
  );
  // Version 6 came with CMake 3.25; a later one would need a later CMake.
  expect(presets.version).toBe(6);
  const { major, minor } = presets.cmakeMinimumRequired ?? { major: 3, minor: 25 };
  expect(isOlder(MINIMUM_CMAKE, `${major}.${minor}`)).toBe(false);
});
