import { Argument, Command } from 'commander';
import type { Context } from '../Context.js';
import { compilerNames, type CompilerName } from '../compile/Compiler.js';
import { flagsFor } from '../compile/flags.js';
import { exitCodesHelp } from '../exitCodes.js';
import { shellQuote } from '../output/shellQuote.js';

/** `rankwise flags`: what a makefile tells its compiler. */
export function createFlagsCommand(context: Context): Command {
  return new Command('flags')
    .description('Prints the options with which a compiler finds rankwise, for makefiles.')
    .addArgument(new Argument('<language>', 'fc: Fortran, cc: C, cxx: C++').choices([...compilerNames]))
    .option('--compile', 'only those for compiling')
    .option('--link', 'only those for linking; they come after the objects')
    .addHelpText(
      'after',
      `
The Fortran modules are those for gfortran, or the compiler that RANKWISE_FC names; where the installation has none for it
they are compiled once, into your cache.

Examples:
  rankwise flags cc
  rankwise flags fc --link
${exitCodesHelp}`,
    )
    .action((name: CompilerName, only: { readonly compile?: true; readonly link?: true }) => {
      const { compile, link } = flagsFor(name, context.env);
      const both = only.compile === only.link;
      const words = [...(both || only.compile ? compile : []), ...(both || only.link ? link : [])];
      context.stdout.write(`${shellQuote(words)}\n`);
    });
}
