import type { Operation } from './readMainGraph.js';
import type { ConstantValue } from './SampleValue.js';

const sameShape = new Set(
  'Abs Cast DequantizeLinear Exp Identity Neg QuantizeLinear Reciprocal Relu Sigmoid Sqrt Tanh'.split(' '),
);
const broadcasting = new Set('Add Div Mul Pow Sub'.split(' '));

/**
 * What an operator makes of constants: its shape, for what exporters do to weights, as where they are stored quantized, in
 * half precision or transposed.
 */
export function constantAfter(
  { operator, domain, integers }: Operation,
  inputs: readonly (ConstantValue | undefined)[],
): ConstantValue {
  const shapes = inputs.map((one) => one?.dims);
  const [first] = shapes;
  let dims: readonly number[] | undefined;
  if (domain === '' && first !== undefined) {
    if (sameShape.has(operator)) dims = first;
    else if (operator === 'Transpose') dims = transposed(first, integers.get('perm'));
    else if (broadcasting.has(operator)) dims = broadcast(shapes);
  }
  return { kind: 'constant', dims, values: undefined };
}

function transposed(
  dims: readonly number[],
  order: readonly number[] | undefined,
): readonly number[] | undefined {
  if (order === undefined) return dims.toReversed();
  const moved = order.map((axis) => dims[axis]);
  return moved.length === dims.length && moved.every((size) => size !== undefined) ? moved : undefined;
}

function broadcast(shapes: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  const known = shapes.filter((dims) => dims !== undefined);
  if (known.length < shapes.length) return undefined;
  const rank = Math.max(...known.map(({ length }) => length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = known.map((dims) => dims[i - rank + dims.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}
