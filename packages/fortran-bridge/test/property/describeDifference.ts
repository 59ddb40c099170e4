import { formatShape } from '@rankwise/core';
import type { Argument, Call } from './Call.js';
import type { Batch } from './drawCalls.js';
import { offsets } from './Layout.js';

/** The first byte in which the memory differs, and the call whose array it belongs to; 'none' where there is none. */
export function describeDifference({ calls }: Batch, expected: Uint8Array, after: Uint8Array): string {
  if (after.length !== expected.length) return `${after.length} bytes in place of ${expected.length}`;
  const at = expected.findIndex((byte, i) => byte !== after[i]);
  if (at < 0) return 'none';
  const all = calls.flatMap((call) =>
    [...call.inputs, ...call.outputs].map((argument) => ({ call, argument })),
  );
  const found = all.findLast(({ argument }) => argument.begin <= at);
  const where = found === undefined ? 'memory of no array' : describe(found.call, found.argument, at);
  return `${where}: byte ${at} is ${String(after[at])}, should be ${String(expected[at])}`;
}

function describe(call: Call, argument: Argument, at: number): string {
  const { network, number, model, api, inputs, outputs } = call;
  const { begin, size, layout, shape } = argument;
  const element = [...offsets(layout, shape)].findIndex((o) => begin + o <= at && at < begin + o + size);
  const place = element < 0 ? 'between its elements' : `in element ${element} in the order of the model`;
  return [
    `call ${number} by '${api}' of model ${model}, the ${network.kind} of ${network.type} ${JSON.stringify(network.declared)}:`,
    ...[...inputs, ...outputs].map(
      (each) => `  ${JSON.stringify({ ...each, layout: undefined, shape: formatShape(each.shape) })}`,
    ),
    `  '${argument.name}' lies as ${JSON.stringify(layout)}, and differs ${place}`,
  ].join('\n');
}
