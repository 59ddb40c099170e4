import { readdirSync, readFileSync } from 'node:fs';

/** One process, told from a later one of the same number by the time of its start. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
}

/** All processes that run, zombies left out; empty on a system without /proc. */
export function processTable(): readonly ProcessEntry[] {
  return processNumbers().flatMap((pid) => processEntry(pid) ?? []);
}

/** The process of a number, or undefined where none runs. */
export function processEntry(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold blanks and parentheses; proc(5) counts the fields from 1.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent] = fields;
    const started = fields[22 - 3];
    if (state === 'Z' || state === 'X' || parent === undefined || started === undefined) return undefined;
    return { pid, parent: Number(parent), started };
  } catch {
    return undefined;
  }
}

/** The processes of these numbers and all that they started, as far as these have not been adopted by another. */
export function familyOf(pids: readonly number[], table = processTable()): readonly ProcessEntry[] {
  const family = table.filter(({ pid }) => pids.includes(pid));
  for (const member of family) {
    family.push(...table.filter(({ pid, parent }) => parent === member.pid && !pids.includes(pid)));
  }
  return family;
}

/** Whether this very process still runs. */
export function isRunning({ pid, started }: ProcessEntry): boolean {
  return processEntry(pid)?.started === started;
}

function processNumbers(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
