import { readFileSync } from 'node:fs';
import { openLibrary } from '../ffi/index.js';

const LIBRARY = 'libonnxruntime_providers_cuda.so';

/**
 * For a program of its own, not a library: lets this process end without the exit handlers of C libraries where ONNX Runtime's
 * CUDA provider is loaded, whose own handler has crashed a process that had said and written all. The exit code stays
 * as it is, and a process that ends by itself has written its output by then. `process.exit()` may lose output to a pipe, with
 * this and without.
 */
export function endWithoutUnloading(): void {
  process.on('exit', (code) => {
    if (isLoaded()) openLibrary(null).func('void _exit(int code)')(code);
  });
}

function isLoaded(): boolean {
  try {
    return readFileSync('/proc/self/maps', 'latin1').includes(LIBRARY);
  } catch {
    return false; // not Linux, where there is no such provider
  }
}
