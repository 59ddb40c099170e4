import type { Graph, GraphNode } from './readGraph.js';

/** Operators that keep a shape a handful of numbers. `Range` or `Expand` may make a field of one. */
const keepsItSmall = new Set(
  'Gather Slice Squeeze Unsqueeze Concat Split Cast Identity Reshape Add Sub Mul Div Mod Neg Abs Min Max Floor Ceil ReduceProd ReduceSum ReduceMax ReduceMin Equal Less Greater LessOrEqual GreaterOrEqual Not And Or Where'.split(
    ' ',
  ),
);

/**
 * The nodes that compute with shapes alone: `Shape` and `Size`, and what follows from those and constants. An
 * execution provider leaves them to the CPU on purpose: a handful of integers that the host needs anyway.
 */
export function shapeArithmetic({ nodes, inputs }: Graph): ReadonlySet<GraphNode> {
  const found = new Set<GraphNode>();
  const shapes = new Set<string>();
  const computed = new Set(
    nodes.filter(({ operator }) => operator !== 'Constant').flatMap((node) => node.outputs),
  );
  const constant = (value: string) => !computed.has(value) && !inputs.has(value);
  // ONNX lists nodes in an order in which each comes after those that it depends on.
  for (const node of nodes) {
    const follows =
      keepsItSmall.has(node.operator) &&
      node.inputs.some((value) => shapes.has(value)) &&
      node.inputs.every((value) => shapes.has(value) || constant(value));
    if (node.operator !== 'Shape' && node.operator !== 'Size' && !follows) continue;
    found.add(node);
    for (const output of node.outputs) shapes.add(output);
  }
  return found;
}
