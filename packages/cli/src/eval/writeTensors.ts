import type { Tensor } from '@rankwise/core';
import { elementCodecs } from './elementCodecs.js';

/** The JSON text of named tensors, one a line, which `readTensors` reads back exactly. */
export function writeTensors(tensors: Readonly<Record<string, Tensor>>): string {
  const lines = Object.entries(tensors).map(
    ([name, tensor]) => `  ${JSON.stringify(name)}: ${writeTensor(tensor)}`,
  );
  return `{\n${lines.join(',\n')}\n}`;
}

function writeTensor({ type, dims, data }: Tensor): string {
  const { write } = elementCodecs[type];
  const elements = Array.from(data as ArrayLike<number | bigint>, write);
  return `{ "type": "${type}", "dims": [${dims.join(', ')}], "data": [${elements.join(', ')}] }`;
}
