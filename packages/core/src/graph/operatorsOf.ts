import { openBytes } from './ByteSource.js';
import { readGraph } from './readGraph.js';

/** The operators of the file or the bytes of a model, those of the graphs inside them too, without their domains. */
export function operatorsOf(model: string | Uint8Array): ReadonlySet<string> {
  using source = openBytes(typeof model === 'string' ? { path: model } : { bytes: model });
  return new Set(readGraph(source).nodes.map(({ operator }) => operator));
}
