import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { numaView, pciNumaNode } from '../../src/device/numa.js';
import { temporaryFolder } from '../temporaryFolder.js';

function machine(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const node = 'sys/devices/system/node';
const twoSockets = {
  [`${node}/node0/cpulist`]: '0-3,8-11\n',
  [`${node}/node0/distance`]: '10 21 40\n',
  [`${node}/node1/cpulist`]: '4-7,12-15\n',
  [`${node}/node1/distance`]: '21 10 40\n',
  // Memory without cores, as of a GPU that shares its own.
  [`${node}/node8/cpulist`]: '\n',
  [`${node}/node8/distance`]: '40 40 10\n',
};

test.each([
  ['0-15', [0, 1]],
  ['5', [1]],
  ['2,12-13', [0, 1]],
])('cores %s are those of nodes %o', (allowed, own) => {
  const view = numaView(machine({ ...twoSockets, 'proc/self/status': `Cpus_allowed_list:\t${allowed}\n` }));
  expect({ own: view.own, count: view.count }).toEqual({ own, count: 2 });
  expect(numaView(machine(twoSockets), allowed).own).toEqual(own);
  expect([view.distance(1, 0), view.distance(0, 8), view.distance(0, 5)]).toEqual([21, 40, Infinity]);
});

test('a system that tells nothing', () => {
  const view = numaView(machine({}));
  expect({ own: view.own, count: view.count }).toEqual({ own: [], count: 0 });
  expect(view.distance(0, 0)).toBe(Infinity);
});

test('the node of a device, by the bus id of NVML', () => {
  const devices = 'sys/bus/pci/devices';
  const root = machine({
    [`${devices}/0000:3b:00.0/numa_node`]: '1\n',
    [`${devices}/0000:5e:00.0/numa_node`]: '-1\n',
    [`${devices}/10de:01:00.0/numa_node`]: '3\n',
  });
  expect(pciNumaNode('00000000:3B:00.0', root)).toBe(1);
  expect(pciNumaNode('000010DE:01:00.0', root)).toBe(3);
  expect(pciNumaNode('00000000:5E:00.0', root)).toBeUndefined();
  expect(pciNumaNode('00000000:FF:00.0', root)).toBeUndefined();
  expect(pciNumaNode('nonsense', root)).toBeUndefined();
});
