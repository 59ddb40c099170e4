import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RankwiseError } from '../errors/index.js';

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
};

/**
 * Path of ONNX Runtime's library: `RANKWISE_ORT_LIBRARY` where it is set, else the file inside the npm
 * package `onnxruntime-node`.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where there is no such file.
 */
export function findOrtLibrary(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env.RANKWISE_ORT_LIBRARY;
  if (configured) {
    if (existsSync(configured)) return configured;
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      `RANKWISE_ORT_LIBRARY names '${configured}', which is not there. Set it to the path of a libonnxruntime, or unset it to use the one of the npm package onnxruntime-node.`,
    );
  }
  const fileName = fileNames[process.platform];
  const path = fileName && join(packageFolder(), 'bin/napi-v6', process.platform, process.arch, fileName);
  if (path && existsSync(path)) return path;
  throw new RankwiseError(
    'RUNTIME_UNAVAILABLE',
    `The npm package onnxruntime-node holds no ONNX Runtime for ${process.platform} on ${process.arch}${path ? ` ('${path}' is not there)` : ''}. Set RANKWISE_ORT_LIBRARY to the path of a libonnxruntime of this machine.`,
  );
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  } catch (cause) {
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      'The npm package onnxruntime-node, which carries ONNX Runtime, is not installed. Run npm install, or set RANKWISE_ORT_LIBRARY to the path of a libonnxruntime.',
      { cause },
    );
  }
}
