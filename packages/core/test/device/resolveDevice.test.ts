import { expect, test } from 'vitest';
import { resolveDevice, type DeviceProbe } from '../../src/index.js';
import { expectError } from '../expectError.js';
import { gpus, llvmpipe, localRank as rank, probeOf as probe, radeon, type Machine } from './machine.js';

const gpuNode = probe({ libraries: ['cuda', 'tensorrt'], nvidia: gpus(4), adapters: [radeon] });

test('auto takes cuda before webgpu before cpu', () => {
  const auto = (machine: Machine) => resolveDevice('auto', rank(0, 1), { probe: probe(machine) });
  expect(resolveDevice('auto', rank(0, 1), { probe: gpuNode })).toEqual({ kind: 'cuda', index: 0 });
  expect(auto({ nvidia: gpus(4), adapters: [radeon] })).toEqual({ kind: 'webgpu', index: 0 });
  expect(auto({ adapters: [llvmpipe, radeon] })).toEqual({ kind: 'webgpu', index: 0 });
  expect(auto({})).toEqual({ kind: 'cpu', index: 0 });
});

test('auto never takes software for hardware, and a user may', () => {
  const machine = { probe: probe({ adapters: [llvmpipe] }) };
  expect(resolveDevice('auto', rank(0, 1), machine)).toEqual({ kind: 'cpu', index: 0 });
  expect(resolveDevice('webgpu', rank(0, 1), machine)).toEqual({ kind: 'webgpu', index: 0 });
});

test('ranks share the devices, by auto and by kind', () => {
  const indices = (text: string, policy: 'block' | 'round-robin') =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((r) => resolveDevice(text, rank(r, 8), { probe: gpuNode, policy }).index);
  for (const text of ['auto', 'cuda', 'tensorrt']) {
    expect(indices(text, 'block')).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(indices(text, 'round-robin')).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  }
  expect(indices('cuda:2', 'block')).toEqual(Array(8).fill(2));
});

test('a device that is not there is an error that says what is, and what to install', async () => {
  const resolve = (text: string, machine: Machine) => () =>
    resolveDevice(text, rank(1, 2), { probe: probe(machine) });
  const code = 'DEVICE_UNAVAILABLE';
  await expectError(
    resolve('cuda', {}),
    code,
    'rank 101',
    'No NVIDIA device',
    'driver',
    'Available here: cpu.',
  );
  await expectError(resolve('cuda', { nvidia: gpus(2) }), code, 'libonnxruntime_providers_cuda.so', '1.30.0');
  await expectError(
    resolve('tensorrt', { nvidia: gpus(2), libraries: ['cuda'] }),
    code,
    'providers_tensorrt.so',
    'rankwise setup --cuda',
  );
  await expectError(resolve('webgpu', {}), code, 'Vulkan', 'libvulkan1');
  await expectError(
    resolve('cuda', { providers: ['CPUExecutionProvider'] }),
    code,
    'built without CUDAExecutionProvider',
    '/opt/libonnxruntime.so',
  );
});

test('an index out of range', async () => {
  const resolve = (text: string) => () => resolveDevice(text, rank(0, 1), { probe: gpuNode });
  await expectError(
    resolve('cuda:4'),
    'DEVICE_UNAVAILABLE',
    "'cuda:4'",
    '4 devices',
    '0 to 3',
    'Available here: cpu, cuda:0, cuda:1, cuda:2, cuda:3, tensorrt:0, tensorrt:1, tensorrt:2, tensorrt:3, webgpu:0.',
  );
  await expectError(resolve('webgpu:1'), 'DEVICE_UNAVAILABLE', 'only webgpu:0');
});

test('cpu asks nothing of the machine', () => {
  const ask = (): never => {
    throw new Error('asked');
  };
  const never: DeviceProbe = {
    runtime: { libraryPath: '', version: '' },
    providers: ask,
    hasProviderLibrary: ask,
    missingLibraries: ask,
    nvidiaDevices: ask,
    adapters: ask,
    hidingMask: ask,
    processor: ask,
    numa: ask,
  };
  expect(resolveDevice('cpu', undefined, { probe: never })).toEqual({ kind: 'cpu', index: 0 });
});

test('the table of the environment comes before every share, not before an index', async () => {
  const resolve = (text: string, local: number, table: string, policy?: 'block' | 'round-robin') =>
    resolveDevice(text, rank(local, 4), {
      probe: gpuNode,
      env: { RANKWISE_DEVICE_MAP: table },
      ...(policy !== undefined && { policy }),
    });
  for (const text of ['auto', 'cuda']) {
    const indices = [0, 1, 2, 3].map((local) => resolve(text, local, ' 3, 3,0,1', 'round-robin').index);
    expect(indices).toEqual([3, 3, 0, 1]);
  }
  expect(resolve('cuda:2', 0, '3,3,0,1').index).toBe(2);
  expect(resolve('cuda', 1, '').index).toBe(1);
  expect(resolve('cpu', 1, '3,3,0,1')).toEqual({ kind: 'cpu', index: 0 });
  const wrong = 'INVALID_ARGUMENT';
  await expectError(() => resolve('cpu', 1, 'nonsense'), wrong, "'nonsense'");
  await expectError(() => resolve('cuda', 0, '0;1'), wrong, 'RANKWISE_DEVICE_MAP', "'0;1'", '0,0,1,1');
  await expectError(() => resolve('cuda', 0, '0,,1'), wrong, "''");
  await expectError(() => resolve('cuda', 2, '0,1'), wrong, 'local ranks 0 to 1', 'local rank 2');
  await expectError(() => resolve('cuda', 0, '4,1'), 'DEVICE_UNAVAILABLE', 'device 4', 'there are 4');
});

test('a rank that is bound to cores gets a device near them', () => {
  const numa = { own: [1], count: 2, distance: (a: number, b: number) => (a === b ? 10 : 21) };
  const nvidia = gpus(4, [1, 1, 0, 0]);
  const node = probe({ libraries: ['cuda'], nvidia, numa });
  const device = (local: number) => resolveDevice('cuda', rank(local, 4), { probe: node, env: {} }).index;
  // The launcher binds ranks 2 and 3 to node 1.
  expect([device(2), device(3)]).toEqual([0, 1]);
});

test('rank and policy come from the environment that is given', () => {
  const env = {
    RANKWISE_RANK: '105',
    RANKWISE_SIZE: '200',
    RANKWISE_LOCAL_RANK: '5',
    RANKWISE_LOCAL_SIZE: '8',
    RANKWISE_DEVICE_POLICY: 'round-robin',
  };
  expect(resolveDevice('cuda', undefined, { probe: gpuNode, env })).toEqual({ kind: 'cuda', index: 1 });
  expect(resolveDevice('cuda', rank(2, 8), { probe: gpuNode, env })).toEqual({ kind: 'cuda', index: 2 });
});

test.each(['cpu', 'auto', 'cuda'])(
  'a wrong policy or table is told where it has no effect: %s',
  async (text) => {
    const resolveWith = (env: Record<string, string>) => () => resolveDevice(text, undefined, { env });
    await expectError(resolveWith({ RANKWISE_DEVICE_POLICY: 'foo' }), 'INVALID_ARGUMENT', "POLICY is 'foo'");
    await expectError(resolveWith({ RANKWISE_DEVICE_MAP: '0,x' }), 'INVALID_ARGUMENT', "'x' is no index");
  },
);
