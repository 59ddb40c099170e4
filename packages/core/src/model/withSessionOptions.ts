import { appendExecutionProvider, type Device } from '../device/index.js';
import { RankwiseError } from '../errors/index.js';
import type { Pointer } from '../ffi/index.js';
import { checkStatus, created, recordAssignment, type OrtRuntime } from '../ort/index.js';
import type { ModelOptions, Optimization } from './ModelOptions.js';
import { threadCount } from './threads.js';

const optimizationLevels: Readonly<Record<Optimization, number>> = {
  none: 0,
  basic: 1,
  extended: 2,
  all: 99,
};
const SEQUENTIAL = 0;

/** Calls `use` with an `OrtSessionOptions` for a device and options, and releases it afterwards. */
export function withSessionOptions<T>(
  runtime: OrtRuntime,
  device: Device,
  options: ModelOptions,
  use: (sessionOptions: Pointer) => T,
): T {
  const { api } = runtime;
  const threads = threadCount(options.threads);
  const level = optimizationLevel(options.optimization ?? 'all');
  const dimensions = Object.entries(options.dimensions ?? {});
  dimensions.forEach(checkDimension);
  const pointer = created(api, setting, (out) => api.CreateSessionOptions(out));
  const set = (status: Pointer | null) => {
    checkStatus(api, status, setting);
  };
  try {
    set(api.SetIntraOpNumThreads(pointer, threads));
    set(api.SetInterOpNumThreads(pointer, 1));
    set(api.SetSessionExecutionMode(pointer, SEQUENTIAL));
    set(api.SetSessionGraphOptimizationLevel(pointer, level));
    // Threads that spin take the cores of other ranks.
    set(api.AddSessionConfigEntry(pointer, 'session.intra_op.allow_spinning', '0'));
    set(api.AddSessionConfigEntry(pointer, 'session.inter_op.allow_spinning', '0'));
    for (const [name, size] of dimensions) set(api.AddFreeDimensionOverrideByName(pointer, name, size));
    if (device.kind !== 'cpu') watchFallback(runtime, pointer, options);
    appendExecutionProvider(runtime, pointer, device, options.providerOptions, options.tf32);
    return use(pointer);
  } finally {
    api.ReleaseSessionOptions(pointer);
  }
}

/** An ONNX Runtime that cannot tell which operators run on the CPU can refuse them all, those of shapes as well. */
function watchFallback({ api }: OrtRuntime, pointer: Pointer, { noFallback }: ModelOptions): void {
  const tells = api.Session_GetEpGraphAssignmentInfo !== undefined;
  checkStatus(api, api.AddSessionConfigEntry(pointer, ...recordAssignment), setting);
  if (tells || noFallback !== true) return;
  checkStatus(api, api.AddSessionConfigEntry(pointer, 'session.disable_cpu_ep_fallback', '1'), setting);
}

const setting = { doing: 'Setting the options of a session', otherwise: 'INTERNAL' } as const;

function optimizationLevel(optimization: Optimization): number {
  if (Object.hasOwn(optimizationLevels, optimization)) return optimizationLevels[optimization];
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The option 'optimization' is '${optimization}'. Use one of ${Object.keys(optimizationLevels).join(', ')}.`,
  );
}

function checkDimension([name, size]: readonly [string, number]): void {
  if (Number.isSafeInteger(size) && size >= 0) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The option 'dimensions' gives '${name}' the size ${size}. Use a whole number of at least 0.`,
  );
}
