import { RankwiseError } from '@rankwise/core';
import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unzip, zipNames, zipText } from './zip.js';

/** The libraries by which ONNX Runtime reaches NVIDIA GPUs; TensorRT's may be absent. */
const needed = ['shared', 'cuda'].map(fileName);
const all = ['shared', 'cuda', 'tensorrt'].map(fileName);

function fileName(provider: string): string {
  return `libonnxruntime_providers_${provider}.so`;
}

/** Where the provider libraries come from, looked at but not yet copied. */
export interface ProviderSource {
  /** The version of ONNX Runtime that they belong to. */
  readonly version: string;
  /** Copies them into a folder. */
  copyTo(folder: string): Promise<void>;
}

/**
 * Looks at a wheel, a NuGet package or a folder.
 * @param scratch a folder for temporary files
 * @throws RankwiseError `INVALID_ARGUMENT` where it is none of these, lacks libraries, or does not tell its version.
 */
export async function openProviderSource(path: string, scratch: string): Promise<ProviderSource> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    (cause: unknown) => {
      throw new RankwiseError('INVALID_ARGUMENT', `'${path}' is not there. Correct the path.`, { cause });
    },
  );
  return isFolder ? openFolder(path) : openArchive(path, scratch);
}

async function openFolder(folder: string): Promise<ProviderSource> {
  const names = await readdir(folder);
  requireAll(folder, names);
  const library = names
    .map((name) => /^libonnxruntime\.so\.(\d+\.\d+\.\d+)$/.exec(name)?.[1])
    .find((version) => version !== undefined);
  const version =
    library ?? (await readFile(join(dirname(folder), 'VERSION_NUMBER'), 'utf8').catch(() => '')).trim();
  return {
    version: requireVersion(folder, version),
    copyTo: async (to) => {
      for (const name of names.filter((one) => all.includes(one)))
        await copyFile(join(folder, name), join(to, name));
    },
  };
}

async function openArchive(path: string, scratch: string): Promise<ProviderSource> {
  const names = await zipNames(path);
  // In a wheel they are in onnxruntime/capi, in a NuGet package in runtimes/linux-x64/native.
  const libraries = names.filter(
    (name) => all.includes(basename(name)) && !/runtimes\/(?!linux-)/.test(name),
  );
  requireAll(
    path,
    libraries.map((name) => basename(name)),
  );
  const about = names.find((name) => /^[^/]+\.dist-info\/METADATA$|^[^/]+\.nuspec$/.test(name));
  const text = about === undefined ? '' : await zipText(path, about, scratch);
  return {
    version: requireVersion(path, versionIn(text)),
    copyTo: (to) => unzip(path, new Map(libraries.map((name) => [name, join(to, basename(name))]))),
  };
}

function versionIn(text: string): string {
  return (/^Version: *(\S+)/m.exec(text) ?? /<version>\s*([^<\s]+)/.exec(text))?.[1] ?? '';
}

function requireAll(path: string, names: readonly string[]): void {
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `'${path}' has no ${missing.join(' and no ')}. Give the PyPI package onnxruntime-gpu, the NuGet package Microsoft.ML.OnnxRuntime.Gpu.Linux, or a folder with these libraries.`,
  );
}

function requireVersion(path: string, version: string): string {
  if (/^\d+\.\d+\.\d+/.test(version)) return version;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `'${path}' does not tell which version of ONNX Runtime its libraries belong to. Give the wheel or NuGet package itself, or a folder that holds libonnxruntime.so.VERSION too.`,
  );
}
