import { expect, test } from 'vitest';
import { nearDeviceIndex } from '../../src/device/nearDevices.js';
import type { DevicePolicy } from '../../src/index.js';

interface Node {
  deviceNodes: (number | undefined)[];
  /** The NUMA node that each local rank is bound to; undefined: to all. */
  bound: (number | undefined)[];
  nodes: number;
  distances?: readonly (readonly number[])[];
  policy?: DevicePolicy;
}

function map({ deviceNodes, bound, nodes, distances, policy = 'block' }: Node): (number | undefined)[] {
  const all = Array.from({ length: nodes }, (_, node) => node);
  return bound.map((node, localRank) =>
    nearDeviceIndex({
      localRank,
      localSize: bound.length,
      deviceNodes,
      policy,
      numa: {
        own: node === undefined ? all : [node],
        count: nodes,
        distance: (from, to) => distances?.[from]?.[to] ?? (from === to ? 10 : 21),
      },
    }),
  );
}

test.each([
  ['blocks of ranks, devices numbered the other way', [1, 1, 0, 0], [0, 0, 1, 1], [2, 3, 0, 1]],
  ['ranks in turn', [0, 0, 1, 1], [0, 1, 0, 1], [0, 2, 1, 3]],
  ['more ranks than devices', [0, 1], [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]],
  ['more devices than ranks', [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1], [0, 2, 4, 6]],
  ['an odd number of ranks', [0, 0, 1, 1], [0, 0, 1], [0, 1, 2]],
])('%s', (_, deviceNodes, bound, indices) => {
  expect(map({ deviceNodes, bound, nodes: 2 })).toEqual(indices);
});

test('eight NUMA nodes with a device each, wired crosswise', () => {
  const deviceNodes = [3, 3, 1, 1, 0, 0, 2, 2];
  const bound = [0, 0, 1, 1, 2, 2, 3, 3];
  expect(map({ deviceNodes, bound, nodes: 4 })).toEqual([4, 5, 2, 3, 6, 7, 0, 1]);
});

test('a rank on a node without a device takes the nearest', () => {
  const distances = [
    [10, 12, 32, 32],
    [12, 10, 32, 32],
    [32, 32, 10, 12],
    [32, 32, 12, 10],
  ];
  const bound = [0, 1, 2, 3];
  expect(map({ deviceNodes: [3, 1], bound, nodes: 4, distances })).toEqual([1, 1, 0, 0]);
});

test('ranks that are bound in no regular way get a device that is near all the same', () => {
  const indices = map({ deviceNodes: [0, 0, 1, 1], bound: [1, 1, 1, 1], nodes: 2 });
  for (const index of indices) expect([2, 3]).toContain(index);
});

test.each([
  ['no rank is bound', { deviceNodes: [0, 1], bound: [undefined, undefined], nodes: 2 }],
  ['all devices lie on one node', { deviceNodes: [0, 0], bound: [0, 1], nodes: 2 }],
  ['the system does not say where one is', { deviceNodes: [0, undefined], bound: [0, 1], nodes: 2 }],
  ['there is one NUMA node', { deviceNodes: [0, 0], bound: [0, 0], nodes: 1 }],
  ['two are equally near', { deviceNodes: [0, 1], bound: [2, 2], nodes: 3 }],
])('it decides nothing where %s', (_, node) => {
  expect(map(node)).toEqual(node.bound.map(() => undefined));
});
