import { openBytes } from './ByteSource.js';
import { readMainGraph } from './readMainGraph.js';
import type { SampleValue } from './SampleValue.js';
import { followSamples } from './sampleObstacle.js';

/**
 * How many elements of a sample the operator has in hand that reads and writes most, all of a sample's inputs and outputs
 * counted. Undefined where samples may depend on each other, or a size is not known.
 */
export function sampleElements(
  model: { readonly path: string } | { readonly bytes: Uint8Array },
): number | undefined {
  using source = openBytes(model);
  const graph = readMainGraph(source);
  const values = followSamples(graph);
  if (typeof values === 'string') return undefined;
  const counts = graph.operations.map(({ inputs, outputs }) =>
    [...inputs, ...outputs].reduce((sum, name) => sum + elementsOf(values.get(name)), 0),
  );
  const most = Math.max(0, ...counts);
  return Number.isNaN(most) ? undefined : most;
}

/** NaN where it is not known. */
function elementsOf(value: SampleValue | undefined): number {
  if (value?.kind !== 'samples') return 0;
  return value.rest.reduce<number>((product, size) => product * (size ?? NaN), 1);
}
