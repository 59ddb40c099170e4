import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RankwiseError } from '../errors/index.js';

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
};

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
