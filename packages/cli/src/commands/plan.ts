import {
  deviceKinds,
  devicePolicy,
  listProviders,
  planRanks,
  RankwiseError,
  spreadRanks,
  type DeviceKind,
  type DevicePolicy,
  type PlannedRank,
} from '@rankwise/core';
import { Command, Option } from 'commander';
import type { Context } from '../Context.js';
import { exitCodesHelp } from '../exitCodes.js';
import { parseCount } from '../options/parseCount.js';
import { parseRanks } from '../options/parseRanks.js';
import { formatDocument } from '../output/formatDocument.js';
import { formatTable } from '../output/formatTable.js';
import { planLaunchers, startLines, type PlanLauncher, type Start } from '../plan/startLines.js';

interface PlanOptions {
  readonly ranks: number;
  readonly nodes: number;
  readonly devices?: number;
  readonly kind: DeviceKind;
  readonly policy?: DevicePolicy;
  readonly launcher: PlanLauncher;
  readonly cores: number;
  readonly json?: true;
}

/** What a plan can list: each rank is a line. */
const MOST_RANKS = 2 ** 20;

/** `rankwise plan`: which rank gets which device, before the job. */
export function createPlanCommand(context: Context): Command {
  return new Command('plan')
    .description('Prints which rank will run on which device, and what starts such a job.')
    .requiredOption('--ranks <number>', 'ranks of the job', parseRanks)
    .option('--nodes <number>', 'nodes of the job', parseCount, 1)
    .option('--devices <number>', 'devices of each node (default: what this machine has)', parseCount)
    .addOption(new Option('--kind <kind>', 'kind of the devices').choices([...deviceKinds]).default('cuda'))
    .addOption(
      new Option(
        '--policy <policy>',
        'how ranks share devices (default: RANKWISE_DEVICE_POLICY, or block)',
      ).choices(['block', 'round-robin']),
    )
    .addOption(
      new Option('--launcher <launcher>', 'whose command line is printed')
        .choices(Object.keys(planLaunchers))
        .default('slurm'),
    )
    .option('--cores <number>', 'cores of each rank', parseCount, 1)
    .option('--json', 'prints it as JSON')
    .addHelpText(
      'after',
      `
A table in RANKWISE_DEVICE_MAP, such as 0,0,1,1, comes before the policy. A rank that is bound to cores takes a device
near them where the node says which those are, which only the node itself can know: the plan leaves that out.

Examples:
  rankwise plan --ranks 64 --nodes 4 --devices 4 --cores 8
  rankwise plan --ranks 6 --devices 4 --policy round-robin --launcher openmpi --json
${exitCodesHelp}`,
    )
    .action((options: PlanOptions) => {
      const start = startOf(options, context);
      const { ranks, nodes, devices, kind, policy } = start;
      const ranksPerNode = spreadRanks(ranks, nodes, planLaunchers[options.launcher]);
      const map = planRanks({ ranksPerNode, devices, kind, policy, env: context.env });
      const lines = startLines(options.launcher, start);
      const document = { ranks, nodes, devices, kind, policy, launcher: options.launcher, map, start: lines };
      context.stdout.write(
        options.json === true
          ? `${formatDocument(document)}\n`
          : `${formatMap(map)}\n\n${lines.join('\n')}\n`,
      );
    });
}

function startOf(options: PlanOptions, { env }: Context): Start {
  const { ranks, nodes, kind, cores } = options;
  if (ranks < nodes) {
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `${ranks} ranks leave some of ${nodes} nodes without one. Give at least as many ranks as nodes.`,
    );
  }
  if (ranks > MOST_RANKS) {
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `${ranks} ranks are more than a plan lists. Give at most ${MOST_RANKS}, or plan some of the nodes.`,
    );
  }
  const policy = devicePolicy(options.policy, env);
  const table = env['RANKWISE_DEVICE_MAP']?.trim() || undefined;
  return { ranks, nodes, devices: options.devices ?? devicesHere(kind), kind, policy, table, cores };
}

function devicesHere(kind: DeviceKind): number {
  const found = listProviders().find((provider) => provider.kind === kind);
  if (found !== undefined && found.devices.length > 0) return found.devices.length;
  throw new RankwiseError(
    'DEVICE_UNAVAILABLE',
    `This machine has no device of the kind '${kind}' to count. Give the number of each node by --devices. ${found?.reason ?? ''}`,
  );
}

function formatMap(map: readonly PlannedRank[]): string {
  const rows = map.map(({ rank, node, localRank, localSize, device }) => [
    String(rank),
    String(node),
    `${localRank} of ${localSize}`,
    device,
  ]);
  return formatTable([['RANK', 'NODE', 'LOCAL RANK', 'DEVICE'], ...rows]);
}
