import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { familyOf, isRunning, processEntry, type ProcessEntry } from '../../../src/run/job/processTable.js';

const entry = (pid: number, parent: number): ProcessEntry => ({ pid, parent, started: '1' });

test('a family is all generations, each member once', () => {
  const table = [entry(1, 0), entry(10, 1), entry(11, 10), entry(12, 11), entry(20, 1), entry(21, 20)];
  const pids = (roots: number[]) => familyOf(roots, table).map(({ pid }) => pid);
  expect(pids([10])).toEqual([10, 11, 12]);
  expect(pids([10, 11])).toEqual([10, 11, 12]);
  expect(pids([99])).toEqual([]);
});

test('a process that has ended, or whose number another has now, does not run', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const found = processEntry(child.pid ?? 0);
  expect(found).toMatchObject({ pid: child.pid, parent: process.pid });
  if (found === undefined) return;
  expect(isRunning(found)).toBe(true);
  expect(isRunning({ ...found, started: '0' })).toBe(false);
  child.kill('SIGKILL');
  await vi.waitFor(() => {
    expect(isRunning(found)).toBe(false);
  });
});
