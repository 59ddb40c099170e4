import path from 'node:path';
import { expect, test } from 'vitest';
import { findOnPath } from '../../../src/run/launchers/findOnPath.js';
import { FakeWorkspace } from '../../support/fakeWorkspace.js';

test('the first executable of the name counts; folders and plain files do not', () => {
  using workspace = new FakeWorkspace();
  workspace.folder('a/tool');
  workspace.file('b/tool', 'not executable');
  const file = workspace.script('c/tool', '#!/bin/sh\n');
  workspace.script('d/tool', '#!/bin/sh\n');
  const PATH = ['a', 'b', 'c', 'd'].map((name) => path.join(workspace.root, name)).join(':');
  expect(findOnPath('tool', { PATH })).toBe(file);
  expect(findOnPath('other', { PATH })).toBeUndefined();
  expect(findOnPath('tool', {})).toBeUndefined();
});
