import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeWorkspace } from '../../support/fakeWorkspace.js';
import { fakePrograms } from '../../support/fakePrograms.js';

let workspace: FakeWorkspace;
beforeEach(() => {
  workspace = new FakeWorkspace();
});
afterEach(() => {
  workspace[Symbol.dispose]();
});

const local = ['run', '--launcher', 'local'];

test('programs that are missing are built once, and then run', async () => {
  for (const command of ['mkdir', 'cp']) workspace.link(command);
  workspace.script('apps/examples/right', fakePrograms.right);
  const install = 'mkdir -p build/local/bin && cp right build/local/bin/simplenet-f90';
  workspace.script('bin/cmake', `#!/bin/sh\necho "cmake $*" >> "$FAKE_LOG"; echo building; ${install}\n`);

  const first = await workspace.start(local);
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first.stdout).not.toContain('building');
  expect(first.stdout).toContain('all 2 ranks agree');

  expect(await workspace.start([...local, '--verbose'])).toMatchObject({ exitCode: 0 });
  const build = path.join(workspace.root, 'apps/examples/build/local');
  const [configure, make, ...more] = readFileSync(workspace.log, 'utf8').trimEnd().split('\n');
  expect(configure).toMatch(
    /^cmake -S .*\/apps\/examples -B .* -DCMAKE_PREFIX_PATH=.*native -DEXAMPLES_MPI=OFF$/,
  );
  expect(make).toBe(`cmake --build ${build} --target simplenet-f90 -j 4`);
  expect(more).toEqual([]);
});

test('--verbose shows the build on stderr', async () => {
  workspace.script('bin/cmake', '#!/bin/sh\necho building; echo warning >&2\n');
  const { stdout, stderr } = await workspace.start([...local, '--verbose']);
  expect(stdout).toBe('');
  expect(stderr.split('\n')).toEqual(expect.arrayContaining(['building', 'warning']));
});

test('a build that fails shows its end and what to do', async () => {
  const noise = 'i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i+1)); done';
  workspace.script('bin/cmake', `#!/bin/sh\n${noise}\necho 'no Fortran compiler' >&2\nexit 1\n`);
  const { exitCode, stderr } = await workspace.start(local);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^rankwise: Building the examples in .* failed\. Run: npm run setup/);
  expect(stderr).toContain('  no Fortran compiler');
  expect(stderr).toContain('  line 99');
  expect(stderr).not.toContain('  line 50\n');
});

test('without an MPI to build with, there is a way without MPI', async () => {
  workspace.script('bin/cmake', '#!/bin/sh\nexit 1\n');
  workspace.script('bin/mpiexec', '#!/bin/sh\n');
  const { exitCode, stderr } = await workspace.start(['run']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/\(cmake -S .*build\/mpi .* -DEXAMPLES_MPI=ON\)/);
  expect(stderr).toContain('--launcher local');
});

test('without CMake', async () => {
  const { exitCode, stderr } = await workspace.start(local);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('spawn cmake ENOENT. Run: npm run setup');
});

test('a build that builds nothing', async () => {
  workspace.script('bin/cmake', '#!/bin/sh\n');
  const { exitCode, stderr } = await workspace.start(local);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('simplenet-f90 is missing. Run: npm run setup');
});
