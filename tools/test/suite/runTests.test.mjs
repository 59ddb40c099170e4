import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { expect, it } from 'vitest';
import { workspaceFile } from '../../setup/workspaceFile.mjs';

it('refuses an option that it does not know, before it does anything', () => {
  const { status, stderr } = spawnSync(process.execPath, [workspaceFile('tools/test.mjs'), '--nocache'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toBe('test: there is no option --nocache; `npm test -- --help` lists them\n');
});
