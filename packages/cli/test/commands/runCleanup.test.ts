import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processEntry } from '../../src/run/job/processTable.js';
import { FakeWorkspace } from '../support/fakeWorkspace.js';
import { fakeMpiexec, fakePrograms } from '../support/fakePrograms.js';

let workspace: FakeWorkspace;
beforeEach(() => {
  workspace = new FakeWorkspace();
});
afterEach(() => {
  workspace[Symbol.dispose]();
});

const local = ['run', '--launcher', 'local'];

/** The processes that the sleepers of `support/fakePrograms.ts` wrote down: two a rank. */
function sleepers(): number[] {
  return readdirSync(workspace.pids).flatMap((name) =>
    readFileSync(path.join(workspace.pids, name), 'utf8').trim().split('\n').filter(Boolean).map(Number),
  );
}

function asleep(ranks: number): Promise<void> {
  return vi.waitFor(
    () => {
      expect(sleepers()).toHaveLength(2 * ranks);
    },
    { timeout: 20_000, interval: 20 },
  );
}

async function expectNothingLeft(ranks: number): Promise<void> {
  const pids = sleepers();
  expect(pids).toHaveLength(2 * ranks);
  await vi.waitFor(() => {
    expect(pids.filter((pid) => processEntry(pid) !== undefined)).toEqual([]);
  });
  expect(workspace.leftFolders()).toEqual([]);
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('nothing is left after %s under local', async (signal, status) => {
  workspace.example('local', 'simplenet-f90', fakePrograms.sleeper);
  const run = workspace.start([...local, '--ranks', '3']);
  await asleep(3);
  expect(workspace.leftFolders()).toHaveLength(1);
  run.kill(signal);
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(status);
  expect(stderr).toBe(`rankwise: The job was ended by ${signal}, with all its ranks.`);
  await expectNothingLeft(3);
});

test('nothing is left after SIGINT under mpiexec', async () => {
  workspace.script('bin/mpiexec', fakeMpiexec('mpiexec (OpenRTE) 4.1.4'));
  workspace.example('mpi', 'simplenet-f90', fakePrograms.sleeper);
  const run = workspace.start(['run', '--ranks', '3']);
  await asleep(3);
  run.kill('SIGINT');
  expect((await run).exitCode).toBe(130);
  await expectNothingLeft(3);
});

test('nothing is left after SIGINT where the ranks are deaf to SIGTERM', async () => {
  workspace.example('local', 'simplenet-f90', fakePrograms.stubborn);
  const run = workspace.start([...local, '--json']);
  await asleep(2);
  run.kill('SIGINT');
  const { exitCode, stdout } = await run;
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'RUN_FAILED' } });
  await expectNothingLeft(2);
});

test('nothing is left after the time is up', async () => {
  workspace.example('local', 'simplenet-f90', fakePrograms.sleeper);
  const { exitCode, stderr } = await workspace.start([...local, '--timeout', '2']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('did not end within 2 s and was ended');
  await expectNothingLeft(2);
});

test('nothing is left after the reader of stdout went away', async () => {
  const program = '#!/bin/sh\nwhile true; do echo "a line"; sleep 0.1; done\n';
  workspace.example('local', 'simplenet-f90', program);
  const run = workspace.start(local);
  await vi.waitFor(
    () => {
      expect(workspace.leftFolders()).toHaveLength(1);
    },
    { timeout: 20_000 },
  );
  run.stdout.destroy();
  const { exitCode, stderr } = await run;
  expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' });
  expect(workspace.leftFolders()).toEqual([]);
});

test('a signal ends a build too', async () => {
  workspace.script('bin/cmake', fakePrograms.sleeper);
  const run = workspace.start(local, { FAKE_RANK: '0' });
  await asleep(1);
  run.kill('SIGINT');
  expect((await run).exitCode).toBe(130);
  await expectNothingLeft(1);
});
