import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';

const folder = mkdtempSync(join(tmpdir(), 'rankwise-valgrind-'));
const models = join(folder, 'models');
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const run = (command: string, ...args: string[]) => {
  execFileSync(command, args, { cwd: folder, stdio: 'pipe' });
};

beforeAll(() => {
  run(process.execPath, here('../models/makeModels.mjs'), models);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

// The misuse of the interface is where a stray read would hide. Fails where valgrind is missing: `npm test` installs it.
test.each(['misuse', 'models_bad'])('%s reads and leaks nothing that it should not', (name) => {
  const library = join(nativeFolder(), 'lib');
  const includes = `-I${join(nativeFolder(), 'include')}`;
  const links = [`-L${library}`, `-Wl,-rpath,${library}`, '-lrankwise'];
  run('cc', '-std=c11', '-g', includes, here(`./${name}.c`), ...links, '-o', name);
  const leaks = ['--leak-check=full', '--show-leak-kinds=definite,indirect,possible'];
  run('valgrind', '--quiet', '--error-exitcode=9', ...leaks, `./${name}`, models);
});
