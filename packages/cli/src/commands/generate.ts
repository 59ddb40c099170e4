import { Command } from 'commander';
import type { Context } from '../Context.js';
import { exitCodes, exitCodesHelp } from '../exitCodes.js';
import { generate, type GenerateOptions } from '../generate/generate.js';
import { parseLanguages } from '../options/parseLanguages.js';
import { parseModuleName } from '../options/parseModuleName.js';
import { failureDocument } from '../output/failureDocument.js';
import { formatDocument } from '../output/formatDocument.js';

/** `rankwise generate`: a Fortran module and a C header of a model's own. */
export function createGenerateCommand(context: Context): Command {
  return new Command('generate')
    .description("Writes a Fortran module and a C header with a model's own types, kinds and ranks.")
    .argument('<model>', 'ONNX file')
    .option('--output <folder>', 'where to write', '.')
    .option(
      '--name <name>',
      'of the module, its files and functions; default: after the model',
      parseModuleName,
    )
    .option('--lang <languages>', 'fortran, c, or both', parseLanguages, parseLanguages('fortran,c'))
    .option('--json', 'prints the names of the files, or a failure, as JSON')
    .addHelpText(
      'after',
      `
The code checks at load that the model still has the inputs and outputs it was generated for. The same model
gives the same bytes.

Examples:
  rankwise generate simplenet.onnx
  rankwise generate model.onnx --output src --name surrogate --lang fortran
${exitCodesHelp}`,
    )
    .action(async (model: string, options: GenerateOptions & { readonly json?: true }) => {
      try {
        const files = await generate(model, options);
        context.stdout.write(
          options.json === true ? `${formatDocument({ ok: true, files })}\n` : `${files.join('\n')}\n`,
        );
      } catch (error) {
        if (options.json !== true) throw error;
        context.stdout.write(`${formatDocument(failureDocument(error))}\n`);
        context.exitCode = exitCodes.failed;
      }
    });
}
