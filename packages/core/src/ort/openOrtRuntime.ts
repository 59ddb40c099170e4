import { RankwiseError } from '../errors/index.js';
import { functionAt, openLibrary, pointersAt, type Pointer } from '../ffi/index.js';
import { createOrtApi, ortFunctionAddress, type OrtApi } from './OrtApi.js';
import { created, type OrtRuntime } from './OrtRuntime.js';

/** The first version of the C API that has all of `ortFunctions`: ONNX Runtime 1.12. */
const API_VERSION = 12;

// Errors reach the caller as statuses; at any lower level ONNX Runtime writes them to stderr as well.
const LOG_FATAL = 4;

const ARENA_ALLOCATOR = 1;
const DEFAULT_MEMORY = 0;

/**
 * Opens ONNX Runtime from a library.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where it cannot be opened or is older than 1.12.
 */
export function openOrtRuntime(libraryPath: string): OrtRuntime {
  openRealTimeLibrary();
  const library = openLibrary(libraryPath, {
    remedy: 'Set RANKWISE_ORT_LIBRARY to a libonnxruntime for this machine, or run npm install again.',
  });
  const base = library.func('void* OrtGetApiBase()')();
  const [getApi = 0n, getVersion = 0n] = base === null ? [] : pointersAt(base, 2);
  const version = functionAt(getVersion, 'const char* GetVersionString()')() ?? 'unknown';
  const table = newEnough(version) ? functionAt(getApi, 'void* GetApi(uint32_t version)')(API_VERSION) : null;
  if (table === null) {
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      `'${libraryPath}' is ONNX Runtime ${version}; rankwise needs 1.${API_VERSION} or later. Set RANKWISE_ORT_LIBRARY to a newer one, or unset it.`,
    );
  }
  const api = createOrtApi(table, minorVersion(version));
  const runWithBinding = ortFunctionAddress(table, 'RunWithBinding');
  return { api, runWithBinding, libraryPath, version, ...shared(api) };
}

/**
 * ONNX Runtime's library has what it needs looked for in a dozen places around itself first, which takes long on a shared file
 * system. What is open is not looked for, and of all that it needs, this alone is not open in Node.
 */
function openRealTimeLibrary(): void {
  if (process.platform !== 'linux') return;
  try {
    openLibrary('librt.so.1');
  } catch {
    // The loader says so itself if it is needed.
  }
}

/**
 * Whether a version of ONNX Runtime, such as `1.16.3`, has all that rankwise uses. Compared before `GetApi` is
 * called, because that writes to stderr when it refuses.
 */
export function newEnough(version: string): boolean {
  return Number.parseInt(version, 10) > 1 || minorVersion(version) >= API_VERSION;
}

function minorVersion(version: string): number {
  return Number.parseInt(version.split('.')[1] ?? '0', 10);
}

function shared(api: OrtApi): { env: Pointer; allocator: Pointer; cpuMemory: Pointer } {
  const starting = { doing: 'Starting ONNX Runtime', otherwise: 'INTERNAL' } as const;
  return {
    env: created(api, starting, (out) => api.CreateEnv(LOG_FATAL, 'rankwise', out)),
    allocator: created(api, starting, (out) => api.GetAllocatorWithDefaultOptions(out)),
    cpuMemory: created(api, starting, (out) => api.CreateCpuMemoryInfo(ARENA_ALLOCATOR, DEFAULT_MEMORY, out)),
  };
}
