import { parseArgs } from 'node:util';
import { networks, type Network } from './networks.js';

export interface Options {
  readonly device: string;
  readonly batching: string;
  readonly networks: readonly Network[];
  readonly ranks: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly json: boolean;
}

const names = networks.map(({ name }) => name);

export const USAGE = `Usage: ranks [OPTIONS]

Samples per second of ranks that share a device: through one engine that batches, through one engine that does not, and
through a session each.

Options:
  --device DEVICE    cpu, webgpu[:i], cuda[:i], tensorrt[:i] (default: cpu)
  --networks LIST    of ${names.join(', ')} (default: all)
  --ranks LIST       numbers of ranks (default: 1,2,4,8,16,32)
  --rounds N         of which the median is told (default: 5)
  --seconds S        that a round measures, after half as many to warm up (default: 1)
  --batching OPTION  how the first way batches (default: on), "on;max=512;delay=0.001" say
  --json             print the figures rather than tables
  --help             print this text

Examples:
  ranks --device cuda:0
  ranks --device cpu --networks mlp --ranks 8 --json
`;

/** @throws Error that says which option is wrong. Undefined: help is wanted. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      device: { type: 'string', default: 'cpu' },
      batching: { type: 'string', default: 'on' },
      networks: { type: 'string', default: names.join(',') },
      ranks: { type: 'string', default: '1,2,4,8,16,32' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error(`--seconds: '${values.seconds}' is no positive number`);
  return {
    device: values.device,
    batching: values.batching,
    networks: values.networks.split(',').map(networkOf),
    ranks: values.ranks.split(',').map((text) => count('--ranks', text)),
    rounds: count('--rounds', values.rounds),
    seconds,
    json: values.json,
  };
}

function networkOf(name: string): Network {
  const network = networks.find((one) => one.name === name);
  if (network === undefined) throw new Error(`--networks: '${name}' is none of ${names.join(', ')}`);
  return network;
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error(`${option}: '${text}' is no whole number of 1 or more`);
}
