import { Command } from 'commander';
import type { Context } from '../Context.js';
import { exitCodes, exitCodesHelp } from '../exitCodes.js';
import { formatInspection } from '../inspect/formatInspection.js';
import { inspect } from '../inspect/inspect.js';
import { failureDocument } from '../output/failureDocument.js';
import { formatDocument } from '../output/formatDocument.js';

/** `rankwise inspect`: what a model's file says. */
export function createInspectCommand(context: Context): Command {
  return new Command('inspect')
    .description(
      'Prints what a model takes and gives, what it is made of, what may go wrong, and a call in Fortran, C and Python.',
    )
    .argument('<model>', 'ONNX file')
    .option('--json', 'prints it, or a failure, as JSON')
    .addHelpText(
      'after',
      `
Reads the file only, and passes over the weights: a large model takes no longer. Runs nothing.

Examples:
  rankwise inspect simplenet.onnx
  rankwise inspect model.onnx --json
${exitCodesHelp}`,
    )
    .action(async (model: string, { json }: { readonly json?: true }) => {
      try {
        const document = await inspect(model);
        context.stdout.write(`${json === true ? formatDocument(document) : formatInspection(document)}\n`);
      } catch (error) {
        if (json !== true) throw error;
        context.stdout.write(`${formatDocument(failureDocument(error))}\n`);
        context.exitCode = exitCodes.failed;
      }
    });
}
