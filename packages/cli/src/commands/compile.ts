import { RankwiseError } from '@rankwise/core';
import { Command } from 'commander';
import { spawn } from 'node:child_process';
import type { Context } from '../Context.js';
import { commandLine } from '../compile/commandLine.js';
import { compilerNames, compilers, compilerWords, type CompilerName } from '../compile/Compiler.js';
import { flagsFor } from '../compile/flags.js';
import { exitCodeOfSignal, exitCodesHelp } from '../exitCodes.js';
import { shellQuote } from '../output/shellQuote.js';

const files: Record<CompilerName, string> = { fc: 'main.f90', cc: 'main.c', cxx: 'main.cpp' };

/** `rankwise fc`, `cc` and `cxx`: a compiler that knows where rankwise is. */
export function createCompileCommand(name: CompilerName): Command {
  const { language, variable, usual } = compilers[name];
  return new Command(name)
    .description(`Compiles and links a program in ${language}, as ${usual} does.`)
    .usage('[--show] [arguments of the compiler...]')
    .argument('[arguments...]')
    .option('--show', 'prints the command line instead of running it')
    .helpOption('--help', 'display help for command, in place of all else')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
All other arguments go to the compiler, ${usual}, or the one that ${variable} names, with its options: mpicc and the
like too. The exit status is the compiler's.

Examples:
  rankwise ${name} -O2 ${files[name]} -o my_model
  rankwise ${name} --show -c ${files[name]}
${exitCodesHelp}`,
    );
}

/** The language whose compiler a command line calls: those lines are the compiler's, and not to be read as options of ours. */
export function compilerCalled(args: readonly string[]): CompilerName | undefined {
  return args[1] === '--help' ? undefined : compilerNames.find((name) => name === args[0]);
}

/**
 * Runs a compiler on what follows its name.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where there is none.
 */
export async function compile(name: CompilerName, args: readonly string[], context: Context): Promise<void> {
  const { env } = context;
  const given = args.filter((arg) => arg !== '--show');
  const words = commandLine(compilerWords(name, env), given, flagsFor(name, env));
  if (given.length < args.length) {
    context.stdout.write(`${shellQuote(words)}\n`);
    return;
  }
  const [program = '', ...rest] = words;
  context.exitCode = await new Promise((resolve, reject) => {
    spawn(program, rest, { stdio: 'inherit', env })
      .on('error', (cause) => {
        const { variable, language } = compilers[name];
        const text = `The ${language} compiler '${program}' cannot be run: ${cause.message}. Install it, or name another in ${variable}.`;
        reject(new RankwiseError('RUNTIME_UNAVAILABLE', text, { cause }));
      })
      .on('exit', (status, signal) => {
        resolve(signal === null ? (status ?? 1) : exitCodeOfSignal(signal));
      });
  });
}
