import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeFolder } from '@rankwise/fortran-bridge/build';
import type { Network } from './networks.js';

/** The folder of the project, from its compiled sources in `dist/benchmarks/src`. */
const project = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(project, 'build');

/** Compiles the ranks, and returns the program. */
export function buildRanks(): string {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'rank');
  const [include, library] = [join(nativeFolder(), 'include'), join(nativeFolder(), 'lib')];
  const link = [`-L${library}`, `-Wl,-rpath,${library}`, '-lrankwise', '-lm'];
  const source = join(project, 'src/rank.c');
  execFileSync('cc', ['-O2', `-I${include}`, source, ...link, '-o', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return program;
}

/** Writes a network, and returns its file. */
export function buildModel({ name, bytes }: Network): string {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, bytes());
  return path;
}
