import { nativeFolder, nativeLibrary } from '@rankwise/fortran-bridge/build';
import path from 'node:path';
import { compilerWords, type CompilerName } from './Compiler.js';
import { fortranModules } from './fortranModules.js';

/** What a compiler is told of rankwise. */
export interface Flags {
  readonly compile: readonly string[];
  readonly link: readonly string[];
}

/**
 * The options with which a language's compiler finds rankwise.
 * @throws RankwiseError where the Fortran modules cannot be had for this compiler.
 */
export function flagsFor(name: CompilerName, env: NodeJS.ProcessEnv): Flags {
  const prefix = nativeFolder();
  const libraries = path.dirname(nativeLibrary());
  const library = [`-L${libraries}`, `-Wl,-rpath,${libraries}`, '-lrankwise'];
  if (name !== 'fc') return { compile: [`-I${path.join(prefix, 'include')}`], link: library };
  const modules = fortranModules({ prefix, libraries }, compilerWords(name, env), env);
  return {
    compile: [`-I${modules}`],
    link: [`-L${modules}`, '-lrankwise_fortran', '-lrankwise_typed', ...library],
  };
}
