import { nativeFolder } from '@rankwise/fortran-bridge/build';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from '../launchers/findOnPath.js';
import { version } from '../../version.js';
import { cacheFolder } from '../../cacheFolder.js';
import type { Examples } from './Example.js';

/**
 * The examples that `rankwise run` starts, in a folder that may be shared and read-only: programs are built in the user's
 * cache, apart for each MPI and compiler.
 * @throws RankwiseError `INVALID_ARGUMENT` where there is no place for a cache.
 */
export function findExamples(env: NodeJS.ProcessEnv): Examples {
  const prefix = nativeFolder();
  const mpiexec = findOnPath('mpiexec', env);
  const from = [prefix, mpiexec && realpathSync(mpiexec), env['FC'], env['CC'], process.arch];
  const key = createHash('sha256').update(JSON.stringify(from)).digest('hex').slice(0, 12);
  return {
    sources: path.join(prefix, 'share/rankwise/examples'),
    build: path.join(cacheFolder(env), `examples-${version}-${key}`),
    script: (folder) => fileURLToPath(new URL(`./example-${folder}.mjs`, import.meta.url)),
    remedy: 'Install what is missing: CMake 3.25 or later, compilers for C and Fortran.',
  };
}
