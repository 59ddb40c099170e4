import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RankwiseError } from '../errors/index.js';
import type { Environment } from '../rank/index.js';

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
};

/**
 * Path of ONNX Runtime's library: `RANKWISE_ORT_LIBRARY` where it is set; else the copy of the npm package's own to which
 * `rankwise setup --cuda` gave providers; else the file inside the npm package `onnxruntime-node`.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where there is no such file.
 */
export function findOrtLibrary(env: Environment = process.env): string {
  const configured = env.RANKWISE_ORT_LIBRARY;
  if (configured) {
    if (existsSync(configured)) return configured;
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      `RANKWISE_ORT_LIBRARY names '${configured}', which is not there. Set it to the path of a libonnxruntime, or unset it to use the one of the npm package onnxruntime-node.`,
    );
  }
  const { path, version } = packagedOrtLibrary();
  const folder = providersFolder(version, env);
  const withProviders = folder && join(folder, fileNames[process.platform] ?? '');
  return withProviders && existsSync(withProviders) ? withProviders : path;
}

/**
 * The library inside the npm package `onnxruntime-node`, and its version.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE`.
 */
export function packagedOrtLibrary(): { readonly path: string; readonly version: string } {
  const manifest = packageManifest();
  const fileName = fileNames[process.platform];
  const path = fileName && join(dirname(manifest), 'bin/napi-v6', process.platform, process.arch, fileName);
  if (path && existsSync(path)) {
    return { path, version: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version };
  }
  throw new RankwiseError(
    'RUNTIME_UNAVAILABLE',
    `The npm package onnxruntime-node holds no ONNX Runtime for ${process.platform} on ${process.arch}${path ? ` ('${path}' is not there)` : ''}. Set RANKWISE_ORT_LIBRARY to the path of a libonnxruntime of this machine.`,
  );
}

/**
 * The folder in which a version of ONNX Runtime has the providers that `rankwise setup --cuda` installs; it need not
 * exist. Undefined where the environment names no home.
 */
export function providersFolder(version: string, env: Environment = process.env): string | undefined {
  const data = env.XDG_DATA_HOME || (env.HOME && join(env.HOME, '.local/share'));
  return data
    ? join(data, 'rankwise', `onnxruntime-${version}-${process.platform}-${process.arch}`)
    : undefined;
}

function packageManifest(): string {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  } catch (cause) {
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      'The npm package onnxruntime-node, which carries ONNX Runtime, is not installed. Run npm install, or set RANKWISE_ORT_LIBRARY to the path of a libonnxruntime.',
      { cause },
    );
  }
}
