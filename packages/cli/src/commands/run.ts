import { Command, Option } from 'commander';
import type { Context } from '../Context.js';
import { languages } from '../run/examples/Example.js';
import { exitCodeOfSignal, exitCodes, exitCodesHelp } from '../exitCodes.js';
import { launcherNames } from '../run/launchers/Launcher.js';
import { parseDeviceOption } from '../options/parseDeviceOption.js';
import { parseRanks } from '../options/parseRanks.js';
import { parseShape } from '../options/parseShape.js';
import { parseTimeout } from '../options/parseTimeout.js';
import { failureDocument } from '../output/failureDocument.js';
import { formatDocument } from '../output/formatDocument.js';
import { reportError } from '../output/reportError.js';
import type { RunOptions } from '../run/RunOptions.js';
import { runExample } from '../run/runExample.js';
import type { RunReport } from '../run/RunReport.js';

/** `rankwise run`: an example on every rank of a job. */
export function createRunCommand(context: Context): Command {
  return new Command('run')
    .description('Runs a network on every rank of a job: SimpleNet, or the model that is given.')
    .option('-n, --ranks <n>', 'number of ranks', parseRanks, 2)
    .addOption(
      new Option('--lang <language>', 'language of the program').choices(languages).default('fortran'),
    )
    .option('--model <file>', 'ONNX file to run on generated input, in place of SimpleNet')
    .option(
      '--device <device>',
      'auto, cpu, cuda[:i], tensorrt[:i] or webgpu[:i], for every rank',
      parseDeviceOption,
      'auto',
    )
    .addOption(
      new Option('--launcher <launcher>', 'what starts the ranks; local needs no MPI')
        .choices(['auto', ...launcherNames])
        .default('auto'),
    )
    .option(
      '--shape <name=dims>',
      'shape of an input of --model, such as image=1x3x224x224, in the order of ONNX in every language; repeatable',
      parseShape,
    )
    .option('--timeout <seconds>', 'ends the job after this time', parseTimeout)
    .option('--json', 'prints one JSON document instead of the lines of the ranks')
    .option('--verbose', "prints paths, versions, the command line and launchers' own messages on stderr")
    .addHelpText(
      'after',
      `
Examples:
  rankwise run --ranks 12 --lang c
  rankwise run --model resnet.onnx --shape image=1x3x224x224 --device cuda --json
${exitCodesHelp}`,
    )
    .action(async (options: RunOptions, command: Command) => {
      if (options.shape !== undefined && options.model === undefined) {
        command.error("error: option '--shape' is for the inputs of --model <file>, which is not given.");
      }
      context.exitCode = await run(options, context);
    });
}

async function run(options: RunOptions, context: Context): Promise<number> {
  let report: RunReport;
  try {
    report = await runExample(options, context);
  } catch (error) {
    if (options.json !== true) throw error;
    print(context, failureDocument(error));
    return exitCodes.failed;
  }
  if (options.json === true) {
    print(
      context,
      report.error ? failureDocument(report.error, report.complaints) : document(report, options),
    );
  } else if (report.error && report.signal !== 'SIGPIPE') {
    // `rankwise run | head` has what it wanted.
    reportError(report.error, context);
  }
  if (report.signal !== undefined) return exitCodeOfSignal(report.signal);
  return report.error ? exitCodes.failed : exitCodes.ok;
}

function document({ result, launcher, command, seconds, model }: RunReport, options: RunOptions): object {
  const { ranks, summary } = result;
  return { ok: true, ranks, summary, launcher, command, seconds, language: options.lang, model };
}

function print(context: Context, value: object): void {
  context.stdout.write(`${formatDocument(value)}\n`);
}
