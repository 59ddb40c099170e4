import { expect, test } from 'vitest';
import { listDevices, resolveDevice, type Adapter, type DeviceProbe, type Rank } from '../../src/index.js';
import { expectError } from '../expectError.js';

interface Machine {
  providers?: string[];
  libraries?: string[];
  nvidia?: number;
  adapters?: Adapter[];
}

const everyProvider = ['Tensorrt', 'CUDA', 'WebGpu', 'CPU'].map((name) => `${name}ExecutionProvider`);
const hardware = { name: 'Radeon', software: false };
const software = { name: 'llvmpipe', software: true };

function probe({
  providers = everyProvider,
  libraries = [],
  nvidia = 0,
  adapters = [],
}: Machine): DeviceProbe {
  return {
    runtime: { libraryPath: '/opt/libonnxruntime.so', version: '1.30.0' },
    providers: () => providers,
    hasProviderLibrary: (name) => libraries.includes(name),
    nvidiaDevices: () => nvidia,
    adapters: () => adapters,
  };
}

function rank(localRank: number, localSize: number): Rank {
  return { rank: localRank + 100, size: 200, localRank, localSize, launcher: 'test' };
}

const gpuNode = probe({ libraries: ['cuda', 'tensorrt'], nvidia: 4, adapters: [hardware] });

test('auto takes cuda before webgpu before cpu', () => {
  const auto = (machine: Machine) => resolveDevice('auto', rank(0, 1), { probe: probe(machine) });
  expect(resolveDevice('auto', rank(0, 1), { probe: gpuNode })).toEqual({ kind: 'cuda', index: 0 });
  expect(auto({ nvidia: 4, adapters: [hardware] })).toEqual({ kind: 'webgpu', index: 0 });
  expect(auto({ adapters: [software, hardware] })).toEqual({ kind: 'webgpu', index: 0 });
  expect(auto({})).toEqual({ kind: 'cpu', index: 0 });
});

test('auto never takes software for hardware, and a user may', () => {
  const machine = { probe: probe({ adapters: [software] }) };
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
  await expectError(resolve('cuda', {}), code, 'rank 101', 'No NVIDIA device', 'driver', 'Here are: cpu.');
  await expectError(resolve('cuda', { nvidia: 2 }), code, 'libonnxruntime_providers_cuda.so', '1.30.0');
  await expectError(
    resolve('tensorrt', { nvidia: 2, libraries: ['cuda'] }),
    code,
    'providers_tensorrt.so',
    'TensorRT',
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
    'Here are: cpu, cuda:0, cuda:1, cuda:2, cuda:3, tensorrt:0, tensorrt:1, tensorrt:2, tensorrt:3, webgpu:0.',
  );
  await expectError(resolve('webgpu:1'), 'DEVICE_UNAVAILABLE', 'only webgpu:0');
});

test('the list names each device and says which are software', () => {
  expect(listDevices(probe({ adapters: [software] }))).toEqual([
    { kind: 'cpu', index: 0, name: 'CPU', software: false },
    { kind: 'webgpu', index: 0, name: 'llvmpipe', software: true },
  ]);
  expect(listDevices(gpuNode)).toHaveLength(10);
});

test('cpu asks nothing of the machine', () => {
  const ask = (): never => {
    throw new Error('asked');
  };
  const never: DeviceProbe = {
    runtime: { libraryPath: '', version: '' },
    providers: ask,
    hasProviderLibrary: ask,
    nvidiaDevices: ask,
    adapters: ask,
  };
  expect(resolveDevice('cpu', undefined, { probe: never })).toEqual({ kind: 'cpu', index: 0 });
});
