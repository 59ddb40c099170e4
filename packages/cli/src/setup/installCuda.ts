import {
  describeMissing,
  missingLibraries,
  packagedOrtLibrary,
  providersFolder,
  RankwiseError,
} from '@rankwise/core';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { downloadWheel } from './downloadWheel.js';
import { openProviderSource } from './providerFiles.js';

/** What `rankwise setup --cuda` is asked for. */
export interface CudaOptions {
  /** A wheel, a NuGet package or a folder; undefined: downloaded. */
  readonly from: string | undefined;
  /** Folders with libraries of CUDA and cuDNN, such as those of NVIDIA's PyPI packages. */
  readonly cudaLibs: readonly string[];
  /** Where it goes; undefined: where rankwise looks by itself. */
  readonly to: string | undefined;
  /** Whether what the libraries need must be here. */
  readonly check: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

/** What was installed. */
export interface InstalledCuda {
  readonly version: string;
  /** The ONNX Runtime that has the providers beside it. */
  readonly library: string;
  /** Whether rankwise finds it by itself, without `RANKWISE_ORT_LIBRARY`. */
  readonly found: boolean;
  readonly providers: readonly string[];
  /** What TensorRT lacks; it is no part of the bargain. */
  readonly missingForTensorRt: readonly string[];
}

/**
 * Puts the libraries by which ONNX Runtime reaches NVIDIA GPUs beside a copy of the ONNX Runtime in use, in a folder of
 * its own: npm may replace its packages, and they may not be the user's to write to. Nothing is left of a failure.
 * @throws RankwiseError `VERSION_MISMATCH`, `RUNTIME_UNAVAILABLE` (something is missing), `INVALID_ARGUMENT`.
 */
export async function installCuda(options: CudaOptions): Promise<InstalledCuda> {
  const { path: ort, version } = packagedOrtLibrary();
  const usual = providersFolder(version, options.env);
  const target = options.to === undefined ? usual : resolve(options.to);
  if (target === undefined) {
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      'Neither XDG_DATA_HOME nor HOME is set, so that there is no usual place. Give a folder by --to.',
    );
  }
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(join(dirname(target), '.rankwise-setup-'));
  try {
    const scratch = join(work, 'scratch');
    const made = join(work, 'made');
    await mkdir(scratch);
    await mkdir(made);
    if (options.from === undefined) options.note(`downloading onnxruntime-gpu ${version}, some 250 MB`);
    const path = options.from ?? (await downloadWheel(version, scratch, options.env));
    const source = await openProviderSource(path, scratch);
    requireSameVersion(path, source.version, ort, version);
    await source.copyTo(made);
    await linkOrCopy(await realpath(ort), join(made, basename(ort)));
    await linkLibraries(options.cudaLibs, join(made, 'cuda'));

    const library = join(made, basename(ort));
    const missing = missingLibraries(library, 'cuda');
    if (options.check) requireNone(missing);
    const providers = (await readdir(made)).flatMap(
      (name) => /^libonnxruntime_providers_(cuda|tensorrt)\.so$/.exec(name)?.[1] ?? [],
    );
    const missingForTensorRt = providers.includes('tensorrt') ? missingLibraries(library, 'tensorrt') : [];
    await rm(target, { recursive: true, force: true });
    await rename(made, target);
    return {
      version,
      library: join(target, basename(ort)),
      found: target === usual,
      providers,
      missingForTensorRt,
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function requireSameVersion(path: string, given: string, ort: string, version: string): void {
  if (given === version) return;
  throw new RankwiseError(
    'VERSION_MISMATCH',
    `'${path}' belongs to ONNX Runtime ${given}, but '${ort}' is ${version}, and takes providers of its own version alone. Give onnxruntime-gpu ${version}.`,
  );
}

function requireNone(missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new RankwiseError(
    'RUNTIME_UNAVAILABLE',
    `The CUDA provider needs what is not found here: ${describeMissing(missing)}. Load your system's modules for CUDA and cuDNN or put their folders in LD_LIBRARY_PATH; or install the PyPI packages named, and give their folders (…/site-packages/nvidia) by --cuda-libs. On a login node, which has no driver, add --unchecked.`,
  );
}

/** Links the libraries of the folders, and of those below them, into one. */
async function linkLibraries(folders: readonly string[], into: string): Promise<void> {
  await mkdir(into);
  for (const folder of folders) {
    if (!existsSync(folder)) {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `The folder '${folder}' of --cuda-libs is not there. Correct the path.`,
      );
    }
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const to = join(into, entry.name);
      if (!/^lib(cu|nv)\w+\.so\.\d/.test(entry.name) || existsSync(to)) continue;
      await symlink(resolve(entry.parentPath, entry.name), to);
    }
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
