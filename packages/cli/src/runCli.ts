import { CommanderError } from 'commander';
import type { Context, Output } from './Context.js';
import { compile, compilerCalled } from './commands/compile.js';
import { createProgram } from './createProgram.js';
import { exitCodes } from './exitCodes.js';
import { reportError } from './output/reportError.js';

/** The parts of `process` that the command line uses. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs one command line and returns the exit status. Never throws. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, env } = surroundings;
  const context: Context = { stdout, stderr, env, exitCode: exitCodes.ok };
  try {
    const compiler = compilerCalled(args);
    if (compiler === undefined) await createProgram(context).parseAsync(args, { from: 'user' });
    else await compile(compiler, args.slice(1), context);
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    reportError(error, context);
    return exitCodes.failed;
  }
}

function exitCodeOf(error: CommanderError): number {
  const asked = ['commander.helpDisplayed', 'commander.version'].includes(error.code);
  return asked ? exitCodes.ok : exitCodes.usage;
}
