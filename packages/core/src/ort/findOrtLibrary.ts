import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RankwiseError } from '../errors/index.js';
import type { Environment } from '../rank/index.js';
import { packagedOrtLibrary } from './packagedOrtLibrary.js';

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
  const withProviders = folder && join(folder, basename(path));
  return withProviders && existsSync(withProviders) ? withProviders : path;
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
