import path from 'node:path';
import { expect, test } from 'vitest';
import { findExamples } from '../../../src/run/examples/findExamples.js';
import { FakeWorkspace } from '../../support/fakeWorkspace.js';

test('the folder of the checkout that holds the command line', () => {
  expect(findExamples()).toBe(path.resolve(import.meta.dirname, '../../../../../apps/examples'));
});

test('any depth inside a checkout', () => {
  using workspace = new FakeWorkspace();
  const start = workspace.folder('packages/cli/dist/a/b');
  expect(findExamples(start)).toBe(path.join(workspace.root, 'apps/examples'));
});

test('outside of one it says what to do', () => {
  expect(() => findExamples('/usr/lib')).toThrow(/none holds \/usr\/lib.*npm run setup && npx cli run/s);
});
