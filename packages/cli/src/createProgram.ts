import { Command } from 'commander';
import { createCompileCommand } from './commands/compile.js';
import { compilerNames } from './compile/Compiler.js';
import { createDevicesCommand } from './commands/devices.js';
import { createEvalCommand } from './commands/eval.js';
import { createFlagsCommand } from './commands/flags.js';
import { createGenerateCommand } from './commands/generate.js';
import { createHelpCommand } from './commands/help.js';
import { createInspectCommand } from './commands/inspect.js';
import { createPlanCommand } from './commands/plan.js';
import { createRunCommand } from './commands/run.js';
import { createSetupCommand } from './commands/setup.js';
import type { Context } from './Context.js';
import { exitCodesHelp } from './exitCodes.js';
import { errorPrefix } from './output/errorPrefix.js';
import { formatItem } from './output/formatItem.js';
import { version } from './version.js';

/** The command line of rankwise, which writes to the streams of `context` and throws instead of exiting. */
export function createProgram(context: Context): Command {
  const program = new Command('rankwise')
    .description('Runs neural networks stored as ONNX on every rank of an MPI job.')
    .version(version, '-v, --version')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  rankwise run --ranks 4
  rankwise eval model.onnx --input inputs.json
  rankwise inspect model.onnx
  rankwise generate model.onnx
  rankwise devices
${exitCodesHelp}`,
    );
  program
    .addCommand(createRunCommand(context))
    .addCommand(createEvalCommand(context))
    .addCommand(createInspectCommand(context))
    .addCommand(createGenerateCommand(context))
    .addCommand(createDevicesCommand(context))
    .addCommand(createPlanCommand(context))
    .addCommand(createSetupCommand(context));
  for (const name of compilerNames) program.addCommand(createCompileCommand(name));
  program.addCommand(createFlagsCommand(context)).addCommand(createHelpCommand());
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureHelp({ formatItem })
      .configureOutput({
        getOutHelpWidth: () => Number(context.env['COLUMNS']) || context.stdout.columns || 80,
        writeOut: (text) => context.stdout.write(text),
        writeErr: (text) => context.stderr.write(text),
        outputError: (text, write) => {
          write(`${errorPrefix(context)} ${oneLine(text)} See: ${pathOf(command)} --help\n`);
        },
      });
  }
  return program;
}

function oneLine(text: string): string {
  const line = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
  return /[.?!)]$/.test(line) ? line : `${line}.`;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
