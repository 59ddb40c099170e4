import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { localMpiLibrary } from '@rankwise/fortran-bridge/mpi';
import {
  asLocalProcesses,
  underMpiexec,
  type Job,
  type Outcome,
} from '../../../packages/fortran-bridge/test/mpi/startRanks.js';

const folder = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** SimpleNet's model. */
export const simpleNetPath = folder('01-simplenet/simplenet.onnx');

/** The languages of every example. */
export const languages = ['f90', 'c', 'ts'] as const;
/** One of them, or C++ or Python, in which there are some. */
export type Language = (typeof languages)[number] | 'cpp' | 'py';

/** The folder of an example: its name after its number on the ladder. */
export function exampleFolder(example: string): string {
  const found = readdirSync(folder('.')).find((name) => /^\d\d-/.test(name) && name.slice(3) === example);
  if (found === undefined) throw new Error(`There is no example '${example}'.`);
  return folder(found);
}

/** A way to start the ranks of an example. */
export interface Flavour {
  readonly name: string;
  /** Whether it was built: MPI may be missing. */
  readonly here: boolean;
  readonly run: (
    example: string,
    language: Language,
    size: number,
    words: readonly string[],
  ) => Promise<Outcome>;
}

/** As processes of this machine, without MPI. */
export const localFlavour: Flavour = {
  name: 'as local processes',
  here: true,
  run: async (example, language, size, words) =>
    withoutStopLine(await asLocalProcesses(size, job('local', example, language, words))),
};

/** Under mpiexec. */
export const mpiFlavour: Flavour = {
  name: 'under mpiexec',
  here: existsSync(folder('build/mpi/bin')),
  run: async (example, language, size, words) =>
    withoutStopLine(await underMpiexec(size, job('mpi', example, language, words))),
};

/** Both. */
export const flavours: readonly Flavour[] = [mpiFlavour, localFlavour];

/** Without the line that Fortran's runtime writes at a `stop 1`, after the example's own. */
function withoutStopLine({ stderr, ...outcome }: Outcome): Outcome {
  return { ...outcome, stderr: stderr.replaceAll(/^STOP 1\n/gm, '') };
}

function job(build: 'mpi' | 'local', example: string, language: Language, words: readonly string[]): Job {
  if (language === 'py') {
    return {
      command: [pythonWithNumpy(), `${exampleFolder(example)}/main.py`, ...words],
      environment: { PYTHONPATH: folder('../../packages/python/src') },
    };
  }
  if (language !== 'ts') return { command: [folder(`build/${build}/bin/${example}-${language}`), ...words] };
  return {
    command: [process.execPath, folder(`dist/${path.basename(exampleFolder(example))}/main.js`), ...words],
    environment: build === 'local' ? { RANKWISE_MPI_LIBRARY: localMpiLibrary() } : {},
  };
}

/** The Python that is named, or the distribution's own, or the first on the PATH: that which has numpy. */
function pythonWithNumpy(): string {
  const named = process.env['RANKWISE_PYTHON'];
  const candidates = named === undefined ? ['/usr/bin/python3', 'python3'] : [named];
  const found = candidates.find((each) => spawnSync(each, ['-c', 'import numpy']).status === 0);
  if (found !== undefined) return found;
  throw new Error(
    `${candidates.join(' and ')} cannot import numpy: install it with 'apt-get install python3-numpy', or run 'npm test', which does; RANKWISE_PYTHON names another Python`,
  );
}
