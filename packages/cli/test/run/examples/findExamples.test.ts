import path from 'node:path';
import { expect, test } from 'vitest';
import { findExamples } from '../../../src/run/examples/findExamples.js';
import { FakeWorkspace } from '../../support/fakeWorkspace.js';

const folder = (start?: string) => findExamples({}, start).sources;

test('the folder of the checkout that holds the command line', () => {
  expect(folder()).toBe(path.resolve(import.meta.dirname, '../../../../../apps/examples'));
});

test('any depth inside a checkout', () => {
  using workspace = new FakeWorkspace();
  const start = workspace.folder('packages/cli/dist/a/b');
  expect(folder(start)).toBe(path.join(workspace.root, 'apps/examples'));
  workspace.file('packages/package.json', '{"rankwise":{"examples":"../my/examples"}}');
  expect(folder(start)).toBe(path.join(workspace.root, 'my/examples'));
});

test('outside of one it says what to do', () => {
  expect(() => folder('/usr/lib')).toThrow(/none holds \/usr\/lib.*npm run setup && npx cli run/s);
});
