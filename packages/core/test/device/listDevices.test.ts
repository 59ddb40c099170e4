import { expect, test } from 'vitest';
import { listDevices, listProviders, type DeviceKind } from '../../src/index.js';
import { gpus, llvmpipe, probeOf, radeon, type Machine } from './machine.js';

function reasonOf(kind: DeviceKind, machine: Machine): string {
  return listProviders(probeOf(machine)).find((provider) => provider.kind === kind)?.reason ?? '';
}

test('each device is listed with name, memory and driver', () => {
  const cpu = { kind: 'cpu', index: 0, name: 'Processor', memoryBytes: 2 ** 34, driver: '' };
  expect(listDevices(probeOf({ adapters: [llvmpipe] }))).toEqual([
    { ...cpu, software: false },
    { kind: 'webgpu', index: 0, name: 'llvmpipe', software: true, memoryBytes: 0, driver: '0.0.1' },
  ]);
  const gpu = { name: 'NVIDIA H100', memoryBytes: 80 * 2 ** 30, driver: '580.65.06', software: false };
  expect(listDevices(probeOf({ libraries: ['cuda'], nvidia: gpus(2, [0, 1]) }))).toEqual([
    { ...cpu, software: false },
    { kind: 'cuda', index: 0, ...gpu, numaNode: 0 },
    { kind: 'cuda', index: 1, ...gpu, numaNode: 1 },
  ]);
});

test('each provider is listed, with its devices or the reason why there are none', () => {
  const node = { libraries: ['cuda', 'tensorrt'], nvidia: gpus(4), adapters: [llvmpipe, radeon] };
  const found = listProviders(probeOf(node)).map(({ kind, provider, devices, reason }) => [
    kind,
    provider,
    devices.length,
    reason,
  ]);
  expect(found).toEqual([
    ['cpu', 'CPUExecutionProvider', 1, ''],
    ['cuda', 'CUDAExecutionProvider', 4, ''],
    ['tensorrt', 'TensorrtExecutionProvider', 4, ''],
    ['webgpu', 'WebGpuExecutionProvider', 1, ''],
  ]);
});

test('the libraries that a provider lacks are named, and what brings them', () => {
  const missing = ['libcudart.so.13', 'libcublasLt.so.13', 'libcudnn.so.9', 'libnvinfer.so.10', 'libfoo.so'];
  const reason = reasonOf('cuda', { libraries: ['cuda'], nvidia: gpus(1), missing });
  expect(reason).toContain('libcudart.so.13 (nvidia-cuda-runtime~=13.0)');
  expect(reason).toContain('libcublasLt.so.13 (nvidia-cublas~=13.0)');
  expect(reason).toContain('libcudnn.so.9 (nvidia-cudnn-cu13 or nvidia-cudnn-cu12)');
  expect(reason).toContain('libnvinfer.so.10 (tensorrt-cu13 or tensorrt-cu12, version 10), libfoo.so.');
  expect(reason).toContain('rankwise setup --cuda --cuda-libs');
  const older = reasonOf('cuda', { libraries: ['cuda'], nvidia: gpus(1), missing: ['libcublas.so.12'] });
  expect(older).toContain('libcublas.so.12 (nvidia-cublas-cu12)');
});

test('a mask that hides everything is named', () => {
  expect(reasonOf('cuda', { hiding: 'CUDA_VISIBLE_DEVICES' })).toContain('CUDA_VISIBLE_DEVICES shows none');
  expect(reasonOf('cuda', {})).toContain('Install the NVIDIA driver');
  const hidden = reasonOf('webgpu', { hiding: 'ROCR_VISIBLE_DEVICES', adapters: [radeon] });
  expect(hidden).toContain("ROCR_VISIBLE_DEVICES hides 'Radeon'");
  // What no vendor's mask can hide is left.
  const left = listDevices(probeOf({ hiding: 'HIP_VISIBLE_DEVICES', adapters: [radeon, llvmpipe] }));
  expect(left.map(({ name }) => name)).toEqual(['Processor', 'llvmpipe']);
});
