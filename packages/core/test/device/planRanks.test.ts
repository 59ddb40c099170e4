import { describe, expect, test } from 'vitest';
import {
  formatDevice,
  planRanks,
  rankFromEnvironment,
  resolveDevice,
  spreadRanks,
  type DevicePolicy,
} from '../../src/index.js';
import { expectError } from '../expectError.js';
import { recordedJob, recordedJobs, tasksOfNodes } from '../rank/recordedJobs.js';
import { hidingMask, visibleDevices } from '../../src/device/deviceMasks.js';
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

test.each(jobs)('$title', ({ ranksPerNode, devices, block, inTurn }) => {
  const planned = (policy: DevicePolicy) => {
    const plan = planRanks({ ranksPerNode, devices, kind: 'cuda', policy, env: {} });
    return ranksPerNode
      .map((_, node) => plan.filter((one) => one.node === node).map(({ device }) => device.slice(5)))
      .map((indices) => indices.join(''))
      .join(' ');
  };
  expect(planned('block')).toBe(block);
  expect(planned('round-robin')).toBe(inTurn);
});

/** Those whose ranks know how many are on their node. */
const followed = recordedJobs.filter(
  ({ launcher, command }) =>
    !['none', 'pmix'].includes(launcher) && !/^flux run -n (10|20)|cyclic$/.test(command),
);

describe.each(followed)('the ranks follow the plan: $file: $command', (job) => {
  const nodes = tasksOfNodes(job);
  const ranksPerNode = nodes.map((tasks) => tasks.length);

  // From one device for all ranks of a node to more devices than ranks.
  test.each([1, 2, 3, 4, 8, 16])('%i devices', (devices) => {
    const probe = probeOf({ libraries: ['cuda'], nvidia: gpus(devices) });
    const table = Array.from({ length: Math.max(...ranksPerNode) }, () => devices - 1).join(',');
    for (const policy of ['block', 'round-robin'] as const) {
      const plan = planRanks({ ranksPerNode, devices, kind: 'cuda', policy, env: {} });
      nodes.forEach((tasks, node) => {
        for (const { env } of tasks) {
          const rank = rankFromEnvironment(env);
          const planned = plan.find((one) => one.node === node && one.localRank === rank.localRank);
          const device = resolveDevice('cuda', undefined, { probe, policy, env });
          expect(formatDevice(device)).toBe(planned?.device);
          expect(rank.localSize).toBe(planned?.localSize);
        }
      });
    }
    for (const { env } of job.tasks) {
      const mapped = { ...env, RANKWISE_DEVICE_MAP: table };
      expect(resolveDevice('cuda', undefined, { probe, env: mapped }).index).toBe(devices - 1);
    }
  });
});

describe('what launchers are told so that they follow the plan', () => {
  test.each([
    ['slurm', 'srun # in: sbatch -N 3 --ntasks=7 --ntasks-per-node=3 --gpus-per-node=2', 'even'],
    ['flux', 'flux run -N 3 -n 8', 'even'],
    ['flux', 'flux run -N 3 -n 7 -g 1 -o gpu-affinity=per-task', 'even'],
  ] as const)('%s: %s', (file, command, spread) => {
    const job = recordedJob(file, command);
    const nodes = tasksOfNodes(job);
    const ranksPerNode = spreadRanks(job.tasks.length, nodes.length, spread);
    const plan = planRanks({ ranksPerNode, devices: 1, kind: 'cuda', policy: 'block', env: {} });
    const found = nodes.map((tasks) => tasks.map(({ env }) => rankFromEnvironment(env).rank));
    expect(found).toEqual(
      nodes.map((_, node) => plan.filter((one) => one.node === node).map(({ rank }) => rank)),
    );
  });
});

describe('launchers that show each rank its own devices', () => {
  test.each([
    ['slurm', 'srun -N 2 -n 4 --gpus-per-task=1', '012 0'],
    ['slurm', 'srun -N 2 -n 4 --ntasks-per-node=2 --gpus-per-node=4 --gpu-bind=map_gpu:3,1', '31 31'],
    ['slurm', 'srun -N 1 -n 4 --gpus=2 --gpu-bind=single:2', '0011'],
    ['slurm', 'srun -N 2 -n 4 --ntasks-per-node=2 --gpus-per-node=4 --gpu-bind=none', '02 02'],
    ['flux', 'flux run -N 3 -n 7 -g 1 -o gpu-affinity=per-task', '012 01 01'],
    ['flux', 'flux run -N 3 -n 8 -o gpu-affinity=off', '012 012 02'],
    ['flux', 'flux run -n 10 -g 1', '0123 0123 01'],
  ])('%s: %s', (file, command, expected) => {
    const all = gpus(4);
    const devices = tasksOfNodes(recordedJob(file, command)).map((tasks) => {
      const inOrder = [...tasks].sort(
        (a, b) => rankFromEnvironment(a.env).rank - rankFromEnvironment(b.env).rank,
      );
      return inOrder.map(({ env }) => {
        const shown = visibleDevices(all, env.CUDA_VISIBLE_DEVICES);
        const probe = probeOf({ libraries: ['cuda'], nvidia: shown });
        const device = shown[resolveDevice('cuda', undefined, { probe, env }).index];
        return all.findIndex(({ uuid }) => uuid === device?.uuid);
      });
    });
    expect(devices.map((indices) => indices.join('')).join(' ')).toBe(expected);
  });

  test('Flux shows none to a job that asks for none', () => {
    for (const { env } of recordedJob('flux', 'flux run -N 3 -n 8').tasks) {
      expect(visibleDevices(gpus(4), env.CUDA_VISIBLE_DEVICES)).toEqual([]);
      expect(hidingMask('nvidia', env)).toBe('CUDA_VISIBLE_DEVICES');
    }
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

test('what the ranks would refuse is an error before the job', async () => {
  const plan = (kind: 'cuda' | 'webgpu', devices: number, table: string) =>
    planRanks({
      ranksPerNode: [2],
      devices,
      kind,
      policy: 'block',
      env: { RANKWISE_DEVICE_MAP: table },
    });
  await expectError(() => plan('cuda', 2, '0,2'), 'INVALID_ARGUMENT', 'local rank 1 the device 2');
  await expectError(() => plan('webgpu', 2, ''), 'INVALID_ARGUMENT', 'only webgpu:0');
  expect(plan('cuda', 3, '0,2').map(({ device }) => device)).toEqual(['cuda:0', 'cuda:2']);
});
