import { setTimeout as sleep } from 'node:timers/promises';
import { kill } from './kill.js';
import { familyOf, isRunning, type ProcessEntry } from './processTable.js';

const POLL_MS = 20;
// Engines end by themselves when their last rank is gone; what lingers longer is stuck.
const LEFTOVER_MS = 1000;

/**
 * Ends processes of ours and all that they started: SIGTERM, and SIGKILL for what is left after `graceMs` or
 * when `hurry` is aborted.
 *
 * @param exited settles when the processes themselves have ended.
 */
export async function endProcesses(
  pids: readonly number[],
  exited: Promise<unknown>,
  graceMs: number,
  hurry: AbortSignal,
): Promise<void> {
  // Taken first: once a process is gone, what it started can no longer be told from others.
  const before = familyOf(pids);
  for (const pid of pids) kill(pid, 'SIGTERM');
  await settledWithin(exited, graceMs, hurry);
  const family = [...before, ...familyOf(pids)];
  const roots = family.filter(({ pid }) => pids.includes(pid));
  await waitUntilGone(family, roots.some(isRunning) ? 0 : LEFTOVER_MS, hurry);
  for (const entry of family) if (isRunning(entry)) kill(entry.pid, 'SIGKILL');
  // Without /proc the family is unknown, the processes themselves are not.
  if (family.length === 0) for (const pid of pids) kill(pid, 'SIGKILL');
}

async function waitUntilGone(
  family: readonly ProcessEntry[],
  limitMs: number,
  hurry: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (family.some(isRunning) && Date.now() < deadline && !hurry.aborted) await sleep(POLL_MS);
}

async function settledWithin(exited: Promise<unknown>, ms: number, hurry: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const limit = sleep(ms, undefined, { signal: AbortSignal.any([hurry, settled.signal]) });
  await Promise.race([exited, limit.catch(() => undefined)]);
  settled.abort();
}
