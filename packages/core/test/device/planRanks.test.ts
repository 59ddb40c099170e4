import { describe, expect, test } from 'vitest';
import {
  formatDevice,
  planRanks,
  rankFromEnvironment,
  resolveDevice,
  spreadRanks,
  type DevicePolicy,
  type Environment,
} from '../../src/index.js';
import { expectError } from '../expectError.js';
import { launcherEnvironments } from '../rank/launcherEnvironments.js';
import { gpus, probeOf } from './machine.js';

test.each([
  [8, 2, [4, 4], [4, 4]],
  [7, 3, [3, 2, 2], [3, 3, 1]],
  [5, 4, [2, 1, 1, 1], [2, 2, 1, 0]],
  [3, 1, [3], [3]],
])('%i ranks on %i nodes', (ranks, nodes, even, filled) => {
  expect(spreadRanks(ranks, nodes, 'even')).toEqual(even);
  expect(spreadRanks(ranks, nodes, 'filled')).toEqual(filled);
});

const jobs: { title: string; ranksPerNode: number[]; devices: number; block: string; inTurn: string }[] = [
  { title: 'as many ranks as devices', ranksPerNode: [2, 2], devices: 2, block: '01 01', inTurn: '01 01' },
  { title: 'more ranks', ranksPerNode: [5, 5], devices: 2, block: '00011 00011', inTurn: '01010 01010' },
  { title: 'more devices', ranksPerNode: [2, 2], devices: 8, block: '04 04', inTurn: '01 01' },
  { title: 'uneven nodes', ranksPerNode: [4, 3, 1], devices: 2, block: '0011 001 0', inTurn: '0101 010 0' },
  { title: 'one device', ranksPerNode: [3], devices: 1, block: '000', inTurn: '000' },
];

describe.each(Object.entries(launcherEnvironments))('the ranks of %s follow the plan', (_, environment) => {
  test.each(jobs)('$title', ({ ranksPerNode, devices, block, inTurn }) => {
    const probe = probeOf({ libraries: ['cuda'], nvidia: gpus(devices) });
    const follow = (policy: DevicePolicy, more: Environment = {}) => {
      const plan = planRanks({ ranksPerNode, devices, kind: 'cuda', policy, env: more });
      for (const planned of plan) {
        const env = { ...environment(planned, ranksPerNode), RANKWISE_DEVICE_POLICY: policy, ...more };
        const { rank, localRank, localSize } = rankFromEnvironment(env);
        expect({ rank, localRank, localSize }).toEqual({
          rank: planned.rank,
          localRank: planned.localRank,
          localSize: planned.localSize,
        });
        expect(formatDevice(resolveDevice('cuda', undefined, { probe, env }))).toBe(planned.device);
      }
      return ranksPerNode
        .map((__, node) => plan.filter((one) => one.node === node).map(({ device }) => device.slice(5)))
        .map((indices) => indices.join(''))
        .join(' ');
    };
    expect(follow('block')).toBe(block);
    expect(follow('round-robin')).toBe(inTurn);
    const table = Array.from({ length: Math.max(...ranksPerNode) }, () => devices - 1);
    const mapped = follow('block', { RANKWISE_DEVICE_MAP: table.join(',') });
    expect(new Set(mapped.replaceAll(' ', ''))).toEqual(new Set([String(devices - 1)]));
  });
});

test('ranks count on from node to node', () => {
  const plan = planRanks({ ranksPerNode: [2, 1], devices: 1, kind: 'webgpu', policy: 'block', env: {} });
  expect(plan).toEqual([
    { rank: 0, node: 0, localRank: 0, localSize: 2, device: 'webgpu:0' },
    { rank: 1, node: 0, localRank: 1, localSize: 2, device: 'webgpu:0' },
    { rank: 2, node: 1, localRank: 0, localSize: 1, device: 'webgpu:0' },
  ]);
});

test('a table that is too short is an error before the job, not in it', async () => {
  const env = { RANKWISE_DEVICE_MAP: '0,1' };
  const plan = (kind: 'cuda' | 'cpu') =>
    planRanks({ ranksPerNode: [3], devices: 2, kind, policy: 'block', env });
  await expectError(() => plan('cuda'), 'INVALID_ARGUMENT', 'local rank 2');
  expect(plan('cpu').map(({ device }) => device)).toEqual(['cpu', 'cpu', 'cpu']);
});
