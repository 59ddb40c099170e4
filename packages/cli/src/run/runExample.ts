import path from 'node:path';
import type { Context } from '../Context.js';
import { simplenetModel, type ExampleName } from './examples/Example.js';
import { findExamples } from './examples/findExamples.js';
import { prepareProgram } from './examples/prepareProgram.js';
import { listenForInterruption } from './job/Interruption.js';
import { runJob } from './job/runJob.js';
import { chooseLauncher } from './launchers/chooseLauncher.js';
import { checkModelFile } from '../options/checkModelFile.js';
import { formatNamedShape } from '../options/parseShape.js';
import { ProgressLine } from '../output/ProgressLine.js';
import { shellQuote } from '../output/shellQuote.js';
import { AnyModelReader } from './results/AnyModelReader.js';
import { SimplenetReader } from './results/SimplenetReader.js';
import { version } from '../version.js';
import { describeProblem } from './describeProblem.js';
import type { RunOptions } from './RunOptions.js';
import { RunOutput } from './RunOutput.js';
import type { RunReport } from './RunReport.js';

/**
 * Runs an example on every rank, passes on what the ranks print and checks it.
 * @throws RankwiseError where no rank could be started.
 */
export async function runExample(options: RunOptions, context: Context): Promise<RunReport> {
  const { ranks, lang: language } = options;
  const json = options.json === true;
  const verbose = options.verbose === true;
  const note = (line: string) => {
    if (verbose) context.stderr.write(`${line}\n`);
  };
  const examples = findExamples(context.env);
  const name: ExampleName = options.model === undefined ? 'simplenet' : 'any-model';
  const model = options.model === undefined ? simplenetModel(examples) : path.resolve(options.model);
  await checkModelFile(model);

  using interruption = listenForInterruption();
  using launcher = await chooseLauncher(options.launcher, context.env);
  using progress = new ProgressLine(context.stderr);
  note(`rankwise ${version}, Node ${process.version} (${process.execPath})`);
  note(`launcher: ${launcher.name} (${launcher.description})`);

  progress.start(`building the examples for ${launcher.name}`);
  const program = await prepareProgram({
    examples,
    name,
    language,
    flavour: launcher.name === 'local' ? 'local' : 'mpi',
    args: [model, options.device, ...(options.shape ?? []).map(formatNamedShape)],
    interruption,
    onLine: (line) => {
      progress.clear();
      note(line);
    },
  });
  const plans = launcher.plan(program, ranks);
  const command = [plans[0]?.file ?? '', ...(plans[0]?.args ?? [])];
  progress.clear();
  note(`command: ${shellQuote(command)}${plans.length > 1 ? ` (${plans.length} times)` : ''}`);

  progress.start(`waiting for ${ranks} ${ranks === 1 ? 'rank' : 'ranks'}`);
  const reader = name === 'simplenet' ? new SimplenetReader() : new AnyModelReader();
  const output = new RunOutput({ context, progress, reader, json, verbose });
  const started = performance.now();
  const { stop } = await runJob(plans, {
    onLine: (line) => {
      output.take(line);
    },
    tagged: launcher.tagged,
    graceMs: launcher.graceMs,
    timeoutSeconds: options.timeout,
    interruption,
  });
  const seconds = (performance.now() - started) / 1000;
  progress.stop();

  const result = reader.result(ranks);
  const complained = output.complaints.length > 0;
  const error = describeProblem({ ranks, stop, problem: result.problem, complained });
  // What rank 0 says of all ranks is not passed on where it is known to be wrong.
  output.end(error === undefined ? result.summary : undefined);
  const signal = stop?.reason === 'signal' ? stop.signal : undefined;
  const { complaints } = output;
  return { error, complaints, signal, result, launcher: launcher.name, command, seconds, model };
}
