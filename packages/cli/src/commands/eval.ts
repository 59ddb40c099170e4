import { Command } from 'commander';
import type { Context } from '../Context.js';
import { evaluate, type EvaluateOptions } from '../eval/evaluate.js';
import { writeTensors } from '../eval/writeTensors.js';
import { exitCodes, exitCodesHelp } from '../exitCodes.js';
import { parseDeviceOption } from '../options/parseDeviceOption.js';
import { parseProviderOptionsOption } from '../options/parseProviderOptionsOption.js';
import { failureDocument } from '../output/failureDocument.js';
import { formatDocument } from '../output/formatDocument.js';

/** `rankwise eval`: a model once, in this process, from JSON to JSON. */
export function createEvalCommand(context: Context): Command {
  return new Command('eval')
    .description('Runs a model once in this process, on tensors from JSON, and prints its outputs as JSON.')
    .argument('<model>', 'ONNX file')
    .requiredOption('--input <file>', 'JSON with a tensor for each input, or - for stdin')
    .option('--device <device>', 'auto, cpu, cuda[:i], tensorrt[:i] or webgpu[:i]', parseDeviceOption, 'auto')
    .option(
      '--provider-options <list>',
      'options of the device, by the names of its execution provider: name=value;name=value',
      parseProviderOptionsOption,
    )
    .option('--no-fallback', 'makes it an error that an operator runs on the CPU instead of the device')
    .option('--tf32', 'lets an NVIDIA GPU round float32 to TF32: faster, with errors of the order of 1e-3')
    .option('--json', 'prints a failure as JSON on stdout too; the outputs always are')
    .addHelpText(
      'after',
      `
Tensors: { "NAME": { "type": "float32", "dims": [1, 5], "data": [0, 1, 2, 3, 4] } }
  data is flat, the last dimension fastest; "NaN", "Infinity", "-Infinity" and whole numbers beyond 2^53
  are strings, bool is true or false.

Examples:
  rankwise eval simplenet.onnx --input inputs.json
  rankwise eval model.onnx --input - --device cuda:1 < inputs.json > outputs.json
  rankwise eval model.onnx --input - --device webgpu --no-fallback < inputs.json
${exitCodesHelp}`,
    )
    .action(async (model: string, options: EvaluateOptions & { readonly json?: true }) => {
      try {
        const outputs = await evaluate(model, options, (line) => {
          context.stderr.write(`rankwise: ${line}\n`);
        });
        context.stdout.write(`${writeTensors(outputs)}\n`);
      } catch (error) {
        if (options.json !== true) throw error;
        context.stdout.write(`${formatDocument(failureDocument(error))}\n`);
        context.exitCode = exitCodes.failed;
      }
    });
}
