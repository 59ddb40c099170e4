import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { neededLibraries, openLibrary } from '../ffi/index.js';

/** A provider of ONNX Runtime that lies in a library of its own. */
export type NvidiaProvider = 'cuda' | 'tensorrt';

/** Path of a provider's own library, which lies beside that of ONNX Runtime. */
export function providerLibrary(ortLibrary: string, provider: NvidiaProvider | 'shared'): string {
  return join(dirname(realpathSync(ortLibrary)), `libonnxruntime_providers_${provider}.so`);
}

/** The folder beside ONNX Runtime in which `rankwise setup --cuda` leaves the libraries of CUDA; it need not exist. */
export function cudaFolder(ortLibrary: string): string {
  return join(dirname(realpathSync(ortLibrary)), 'cuda');
}

const opened = new Set<string>();

/**
 * Opens the libraries of CUDA that lie in `cudaFolder`: the system's loader then has them by name when a provider wants
 * them, without LD_LIBRARY_PATH. Those that want others come after these, in as many rounds as that takes.
 */
export function openCudaFolder(ortLibrary: string): void {
  const folder = cudaFolder(ortLibrary);
  if (opened.has(folder) || !existsSync(folder)) return;
  opened.add(folder);
  let left = readdirSync(folder).filter((name) => /^lib.*\.so(\.\d+)*$/.test(name));
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    left = left.filter((name) => !opens(join(folder, name)));
  }
}

/** The libraries that a provider needs and the system's loader does not find, by name. */
export function missingLibraries(ortLibrary: string, provider: NvidiaProvider): readonly string[] {
  openCudaFolder(ortLibrary);
  const tensorRt = providerLibrary(ortLibrary, 'tensorrt');
  // The CUDA provider opens cuDNN by itself, at the first convolution: only TensorRT's says which version.
  const cudnn = existsSync(tensorRt)
    ? neededLibraries(tensorRt).filter((name) => name.startsWith('libcudnn'))
    : [];
  const needed = new Set([...neededLibraries(providerLibrary(ortLibrary, provider)), ...cudnn]);
  return [...needed].filter((name) => !opens(name));
}

function opens(name: string): boolean {
  try {
    openLibrary(name);
    return true;
  } catch {
    return false;
  }
}

/** In which PyPI package a library of NVIDIA is, by the beginning of its name. */
const packages: readonly (readonly [library: string, where: (major: string) => string])[] = [
  ['libcuda.so', () => 'the NVIDIA driver'],
  ['libnvidia', () => 'the NVIDIA driver'],
  ['libcudart', (major) => pypi('nvidia-cuda-runtime', major, '13')],
  ['libcublas', (major) => pypi('nvidia-cublas', major, '13')],
  ['libcufft', (major) => pypi('nvidia-cufft', major, '12')],
  ['libcurand', () => 'nvidia-curand (CUDA 13) or nvidia-curand-cu12'],
  ['libnvrtc', (major) => pypi('nvidia-cuda-nvrtc', major, '13')],
  ['libcudnn', () => 'nvidia-cudnn-cu13 or nvidia-cudnn-cu12'],
  ['libnvinfer', (major) => `tensorrt-cu13 or tensorrt-cu12, version ${major}`],
  ['libnvonnxparser', (major) => `tensorrt-cu13 or tensorrt-cu12, version ${major}`],
];

// From CUDA 13 on the packages have no suffix; cuFFT counts one lower.
function pypi(name: string, major: string, firstPlain: string): string {
  return Number(major) >= Number(firstPlain) ? `${name}~=${major}.0` : `${name}-cu12`;
}

/** Says for each library what brings it: `libcudart.so.13 (nvidia-cuda-runtime~=13.0)`. */
export function describeMissing(libraries: readonly string[]): string {
  return libraries
    .map((library) => {
      const where = packages.find(([start]) => library.startsWith(start))?.[1];
      const major = /\.so\.(\d+)/.exec(library)?.[1] ?? '';
      return where === undefined ? library : `${library} (${where(major)})`;
    })
    .join(', ');
}
