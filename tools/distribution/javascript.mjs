import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { workspaceFile } from '../setup/workspaceFile.mjs';
import { bundle } from './bundle.mjs';
import { Prefix } from './Prefix.mjs';

const require = createRequire(workspaceFile('packages/core/package.json'));

/**
 * Puts the engine, the command line and the examples in TypeScript there, with the two libraries that they open: ONNX Runtime
 * and koffi's, of this platform.
 *
 * @param {Prefix} prefix
 * @param {string} version
 * @returns {Promise<string[]>} paths of all modules that were used
 */
export async function installJavaScript(prefix, version) {
  const ort = dirname(require.resolve('onnxruntime-node/package.json'));
  const library = 'libonnxruntime.so.1';
  const constants = {
    RANKWISE_PREFIX: Prefix.between(prefix.own, '.'),
    RANKWISE_VERSION: version,
    RANKWISE_ORT_LIBRARY_NAME: `./${library}`,
    RANKWISE_ORT_VERSION: JSON.parse(readFileSync(join(ort, 'package.json'), 'utf8')).version,
  };
  const built = (/** @type {string} */ file) => {
    const path = workspaceFile(file);
    if (!existsSync(path)) throw new Error(`${path} is not built; run first: npm run build`);
    return path;
  };
  // Apart from the rest, so that an engine opens one file.
  const engine = await bundle({ main: built('packages/fortran-bridge/dist/engine/main.mjs') }, constants);
  const commands = await bundle(
    {
      cli: built('packages/cli/dist/main.js'),
      'example-00-any-model': built('apps/examples/dist/00-any-model/main.js'),
      'example-01-simplenet': built('apps/examples/dist/01-simplenet/main.js'),
    },
    constants,
  );
  for (const { name, text } of [...engine.files, ...commands.files])
    prefix.write(join(prefix.own, name), text);
  prefix.copy(built('packages/fortran-bridge/dist/engine/start.cjs'), join(prefix.own, 'start.cjs'));
  const { platform, arch } = process;
  prefix.copy(join(ort, 'bin/napi-v6', platform, arch, library), join(prefix.own, library));
  const koffi = require.resolve(`@koromix/koffi-${platform}-${arch}/package.json`);
  prefix.copy(join(dirname(koffi), `${platform}_${arch}/koffi.node`), join(prefix.own, 'koffi.node'));
  return [...engine.sources, ...commands.sources, koffi];
}
