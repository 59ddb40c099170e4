import type { Flags } from './flags.js';

/** Options after which a compiler does not link. */
const notLinking = /^(-c|-S|-E|-M{1,2}|-fsyntax-only)$/;

/**
 * The whole command line of a compiler.
 * @param words the compiler and its options
 * @param args what the user gave
 */
export function commandLine(
  words: readonly string[],
  args: readonly string[],
  flags: Flags,
): readonly string[] {
  const links = !args.some((arg) => notLinking.test(arg));
  // Libraries after the objects that need them, the folder of modules after the user's own.
  return [...words, ...args, ...flags.compile, ...(links ? flags.link : [])];
}
