import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { openLibrary } from '../../src/ffi/index.js';
import { expectError } from '../expectError.js';
import { temporaryFolder } from '../temporaryFolder.js';

const folder = temporaryFolder();

function compile(name: string, source: string, ...flags: string[]): string {
  const [path, code] = [join(folder, name), join(folder, 'code.c')];
  writeFileSync(code, source);
  execFileSync(process.env.CC ?? 'cc', ['-shared', '-fPIC', code, '-o', path, ...flags]);
  return path;
}

function runtime(version: string): string {
  const map = join(folder, 'versions.map');
  writeFileSync(map, `${version} { global: of_the_runtime; };`);
  const flags = ['-Wl,-soname,libruntime.so.6', `-Wl,--version-script,${map}`];
  return compile('libruntime.so.6', 'int of_the_runtime(void) { return 1; }', ...flags);
}

test('where the C++ library is older than what a library was made with, the module that brings it is to go', async () => {
  const user = compile(
    'libuser.so',
    'int of_the_runtime(void); int of_the_user(void) { return of_the_runtime(); }',
    runtime('GLIBCXX_3.4.99'),
    `-Wl,-rpath,${folder}`,
  );
  runtime('GLIBCXX_3.4');
  await expectError(
    () => openLibrary(user, { remedy: 'Install it.' }),
    'RUNTIME_UNAVAILABLE',
    /GLIBCXX_3\.4\.99' not found .*\. Unload the module that puts an older libstdc\+\+ into LD_LIBRARY_PATH/,
  );
});
