// What ranks get of a device that they share: see the text of --help.
import { buildModel, buildRanks } from './buildFolder.js';
import { formatRow, formatTable } from './formatTable.js';
import { measure, type Measurement } from './measure.js';
import { readOptions, USAGE, type Options } from './readOptions.js';
import { waysOf } from './Way.js';

async function run({ json, ranks, networks, seconds, ...options }: Options): Promise<void> {
  const plan = {
    program: buildRanks(),
    device: options.device,
    ways: waysOf(options.batching),
    rounds: options.rounds,
    seconds: [seconds / 2, seconds] as const,
  };
  const measurements: Measurement[] = [];
  for (const network of networks) {
    const model = buildModel(network);
    const own: Measurement[] = [];
    for (const count of ranks) {
      own.push(await measure(plan, network, model, count));
      // So that a measurement that is cut short was not for nothing.
      process.stderr.write(`${network.name} on ${plan.device}: ${formatRow(own.at(-1) as Measurement)}\n`);
    }
    measurements.push(...own);
    if (!json) console.log(`\n${network.title}, samples per second\n\n${formatTable(own)}`);
  }
  const figures = {
    device: plan.device,
    runtime: measurements[0]?.runtime,
    node: process.version,
    seconds,
    measurements: measurements.map(({ network, ranks, ways }) => ({ network, ranks, ways })),
  };
  if (json) console.log(JSON.stringify(figures, null, 2));
  else console.log(`\n${figures.runtime ?? ''}; Node ${figures.node}; ${plan.rounds} rounds of ${seconds} s`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  process.stderr.write(`ranks: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
