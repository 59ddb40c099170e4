import type { Measurement, Series } from './measure.js';

const MIB = 2 ** 20;

/** A Markdown table of one network: a row for each number of ranks. */
export function formatTable(measurements: readonly Measurement[]): string {
  const head = [
    'Ranks',
    'One engine, batching',
    'One engine',
    'Separate sessions',
    'Batching : separate',
    'One engine : separate',
    'Engines, MiB',
  ];
  return [line(head), line(head.map(() => '---:')), ...measurements.map(formatRow)].join('\n');
}

/** A row of the table. */
export function formatRow({ ranks, ways }: Measurement): string {
  return line([
    String(ranks),
    ...ways.map(speed),
    ...ways.slice(0, -1).map(({ toSeparate }) => toSeparate.toFixed(2)),
    ways.map(({ engineBytes }) => Math.round(engineBytes / MIB)).join(' / '),
  ]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The median, and how far the rounds lie from it. */
function speed({ samplesPerSecond, rounds }: Series): string {
  const away = Math.max(...rounds.map((round) => Math.abs(round - samplesPerSecond))) / samplesPerSecond;
  const digits = samplesPerSecond < 100 ? 1 : 0;
  return `${samplesPerSecond.toFixed(digits)} ±${Math.round(100 * away)} %`;
}
