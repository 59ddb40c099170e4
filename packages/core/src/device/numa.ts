import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The NUMA node of a PCI device, by NVML's bus id `00000000:3B:00.0`; undefined where the system does not say. */
export function pciNumaNode(busId: string, root = '/'): number | undefined {
  // The kernel writes the domain with four digits.
  const [, domain = '', rest = ''] = /^([\da-f]+):([\da-f]+:[\da-f]+\.\d)$/i.exec(busId) ?? [];
  const address = `${domain.slice(-4).padStart(4, '0')}:${rest}`.toLowerCase();
  const node = Number.parseInt(read(join(root, 'sys/bus/pci/devices', address, 'numa_node')), 10);
  return node >= 0 ? node : undefined;
}

/** A machine's NUMA nodes, seen from the cores that a process may run on. */
export interface NumaView {
  /** Nodes that have such a core. */
  readonly own: readonly number[];
  /** Number of nodes of the machine that have cores. */
  readonly count: number;
  /** Distance between two nodes as the firmware tells it: 10 within one; Infinity where it does not. */
  distance(from: number, to: number): number;
}

/**
 * Where a process may run.
 * @param cores as the kernel lists them: `0-3,8`. Default: those of this process.
 */
export function numaView(root = '/', cores = coresOfThisProcess(root)): NumaView {
  const folder = join(root, 'sys/devices/system/node');
  const allowed = cpuSet(cores);
  const nodes = list(folder)
    .flatMap((name) => /^node(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .map((node) => ({ node, cpus: cpuSet(read(join(folder, `node${node}`, 'cpulist'))) }))
    .filter(({ cpus }) => cpus.size > 0);
  const all = list(folder)
    .flatMap((name) => /^node(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  return {
    own: nodes.filter(({ cpus }) => [...cpus].some((cpu) => allowed.has(cpu))).map(({ node }) => node),
    count: nodes.length,
    distance: (from, to) => {
      const row = read(join(folder, `node${from}`, 'distance'))
        .trim()
        .split(/\s+/)
        .map(Number);
      return row[all.indexOf(to)] ?? Infinity;
    },
  };
}

function coresOfThisProcess(root: string): string {
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(read(join(root, 'proc/self/status')))?.[1] ?? '';
}

/** The cores of a list as the kernel writes it: `0-3,8`. */
function cpuSet(text: string): ReadonlySet<number> {
  const cpus = new Set<number>();
  for (const [, first, last] of text.matchAll(/(\d+)(?:-(\d+))?/g)) {
    for (let cpu = Number(first); cpu <= Number(last ?? first); cpu++) cpus.add(cpu);
  }
  return cpus;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not Linux, or a container that hides it
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
