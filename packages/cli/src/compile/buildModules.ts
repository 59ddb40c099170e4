import { RankwiseError } from '@rankwise/core';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the compiled modules are known by: a file beside them with what the compiler says of itself. */
export const compilerFile = 'compiler.txt';

/** What `share/rankwise/modules` writes. */
interface Made {
  readonly compiler: string;
  readonly version: string;
  /** A folder of module files. */
  readonly modules: string;
  readonly libraries: readonly string[];
}

/**
 * Compiles the Fortran modules of an installed rankwise, as a user's project would, into a folder that is not there yet.
 * @param words the compiler and its options; without them CMake looks for one
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` with what CMake said.
 */
export function buildModules(prefix: string, into: string, words: readonly string[] = []): Made {
  const build = mkdtempSync(path.join(tmpdir(), 'rankwise-modules-'));
  const [program, ...options] = words;
  const chosen = program === undefined ? [] : [`-DCMAKE_Fortran_COMPILER=${program}`];
  if (options.length > 0) chosen.push(`-DCMAKE_Fortran_FLAGS=${options.join(' ')}`);
  try {
    const project = path.join(prefix, 'share/rankwise/modules');
    cmake(
      '-S',
      project,
      '-B',
      build,
      '-DCMAKE_BUILD_TYPE=Release',
      `-DCMAKE_PREFIX_PATH=${prefix}`,
      ...chosen,
    );
    cmake('--build', build);
    const made = JSON.parse(readFileSync(path.join(build, 'made.json'), 'utf8')) as Made & {
      program: string;
    };
    mkdirSync(into, { recursive: true });
    const modules = readdirSync(made.modules).map((file) => path.join(made.modules, file));
    for (const file of [...modules, ...made.libraries])
      copyFileSync(file, path.join(into, path.basename(file)));
    writeFileSync(path.join(into, compilerFile), `${compilerVersion([made.program]) ?? ''}\n`);
    return made;
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}

/** What a compiler says of itself, one line; undefined where it cannot be run. */
export function compilerVersion(words: readonly string[]): string | undefined {
  try {
    const [program = '', ...options] = words;
    const said = execFileSync(program, [...options, '--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return said.split('\n')[0];
  } catch {
    return undefined;
  }
}

function cmake(...args: readonly string[]): void {
  try {
    execFileSync('cmake', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new RankwiseError(
      'RUNTIME_UNAVAILABLE',
      `The Fortran modules of rankwise cannot be compiled here, which needs CMake 3.25 or later and compilers for C and Fortran: ${stderr?.trim() || message}`,
      { cause },
    );
  }
}
