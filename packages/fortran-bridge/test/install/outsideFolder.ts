import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder outside the tree, and how to run commands in it: what they print, or an error with what they said. */
export function outsideFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'rankwise-outside-'));
  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, ...env },
    });
  return { folder, run };
}
