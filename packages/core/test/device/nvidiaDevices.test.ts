import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openLibrary } from '../../src/ffi/index.js';
import { countNvidiaDevices, listNvidiaDevices } from '../../src/device/nvidiaDevices.js';
import { temporaryFolder } from '../temporaryFolder.js';

// A driver's management library with two GPUs and a part of one: what ffi makes of its structures, without a GPU.
const nvml = `
#include <stdint.h>
#include <stdio.h>
#include <string.h>
struct pci { char legacy[16]; uint32_t domain, bus, device, id, subsystem; char bus_id[32]; };
struct memory { unsigned long long total, free, used; };
static char devices[3];
int nvmlInit_v2(void) { return 0; }
int nvmlShutdown(void) { return 0; }
int nvmlSystemGetDriverVersion(char *text, uint32_t n) { snprintf(text, n, "580.65.06"); return 0; }
int nvmlDeviceGetCount_v2(uint32_t *n) { *n = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(uint32_t i, void **out) { *out = &devices[i]; return i < 2 ? 0 : 2; }
int nvmlDeviceGetHandleByUUID(const char *uuid, void **out) { *out = &devices[2]; return strcmp(uuid, "MIG-22") ? 6 : 0; }
int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(void *mig, void **out) {
  *out = &devices[1];
  return mig == &devices[2] ? 0 : 2;
}
static int number(void *device) { return (int)((char *)device - devices); }
int nvmlDeviceGetName(void *device, char *text, uint32_t n) {
  snprintf(text, n, number(device) == 2 ? "H100 MIG 1g.10gb" : "H100 %d", number(device));
  return 0;
}
int nvmlDeviceGetUUID(void *device, char *text, uint32_t n) {
  snprintf(text, n, number(device) == 2 ? "MIG-22" : "GPU-%d%d", number(device), number(device));
  return 0;
}
int nvmlDeviceGetMemoryInfo(void *device, struct memory *memory) {
  memory->total = number(device) == 2 ? 10ULL << 30 : 80ULL << 30;
  return 0;
}
int nvmlDeviceGetPciInfo_v3(void *device, struct pci *pci) {
  if (number(device) == 2) return 2;
  sprintf(pci->bus_id, "00000000:%02X:00.0", 250 + number(device));
  return 0;
}
`;

const folder = temporaryFolder();

beforeAll(() => {
  const source = join(folder, 'nvml.c');
  const library = join(folder, 'libnvidia-ml.so.1');
  writeFileSync(source, nvml);
  const flags = ['-shared', '-fPIC', '-w', '-Wl,-soname,libnvidia-ml.so.1'];
  execFileSync(process.env.CC ?? 'cc', [...flags, '-o', library, source]);
  // Opened by its path first, it is found by its name.
  openLibrary(library);
});

test('name, memory and driver come from the management library', () => {
  const both = { memoryBytes: 80 * 2 ** 30, driver: '580.65.06', numaNode: undefined };
  expect(listNvidiaDevices({})).toEqual([
    { name: 'H100 0', uuid: 'GPU-00', ...both },
    { name: 'H100 1', uuid: 'GPU-11', ...both },
  ]);
});

test('a mask decides which, and in which order', () => {
  const names = (mask: string) => listNvidiaDevices({ CUDA_VISIBLE_DEVICES: mask }).map(({ name }) => name);
  expect(names('1,0')).toEqual(['H100 1', 'H100 0']);
  expect(names('GPU-1')).toEqual(['H100 1']);
  expect(names('MIG-22,0')).toEqual(['H100 MIG 1g.10gb']);
  expect(names('MIG-33')).toEqual([]);
  expect(listNvidiaDevices({ CUDA_VISIBLE_DEVICES: 'MIG-22' })[0]?.memoryBytes).toBe(10 * 2 ** 30);
});

test('a mask can hide all', () => {
  expect(countNvidiaDevices({})).toBe(2);
  expect(countNvidiaDevices({ CUDA_VISIBLE_DEVICES: '' })).toBe(0);
});
