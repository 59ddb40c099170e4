import type { Operation } from './readMainGraph.js';
import {
  Obstacle,
  rankOf,
  samples,
  samplesOfRank,
  type ConstantValue,
  type Samples,
  type SampleValue,
} from './SampleValue.js';

/** The inputs of an operator; undefined for one that is left out. */
export type Inputs = readonly (SampleValue | undefined)[];

/** What comes out of an operator for samples, or an `Obstacle` where it mixes them. */
export type SampleRule = (inputs: Inputs, operation: Operation, opset: number) => Samples;

// What each operator does is from https://onnx.ai/onnx/operators/

/** Element by element, with broadcasting. */
const elementwise: SampleRule = (inputs) => {
  const given = inputs.filter((one) => one !== undefined);
  const arrays = given.filter((one) => one.kind === 'samples');
  const rank = Math.max(...arrays.map(rankOf));
  for (const value of given) {
    if (value.kind === 'sizes') throw new Obstacle('it computes with the number of samples');
    if (value.kind === 'samples' && rankOf(value) !== rank)
      throw new Obstacle('it combines samples with other samples');
    if (value.kind === 'constant') requireBroadcast(value, rank);
  }
  return samples(Array.from({ length: rank - 1 }, (_, i) => sizeAmong(given, rank, i)));
};

/** A constant must be the same for all samples. */
function requireBroadcast({ dims }: ConstantValue, rank: number): void {
  if (dims === undefined) throw new Obstacle('it combines samples with a constant of unknown shape');
  if (dims.length > rank || (dims.length === rank && dims[0] !== 1))
    throw new Obstacle(`it combines samples with a constant of shape [${dims.join(', ')}]`);
}

/** The same of a parameter, which may be left out. */
function requireAlike(value: SampleValue | undefined, rank: number): void {
  if (value?.kind === 'constant') requireBroadcast(value, rank);
}

/** The size of axis i of a sample after broadcasting; null where it is not known. */
function sizeAmong(values: readonly SampleValue[], rank: number, i: number): number | null {
  const sizes = values.map((value) => {
    if (value.kind === 'samples') return value.rest[i] ?? null;
    if (value.kind === 'constant') return value.dims?.[i + 1 - rank + value.dims.length] ?? 1;
    return null;
  });
  return sizes.find((size) => size !== null && size !== 1) ?? (sizes.includes(null) ? null : 1);
}

/** The samples of input 0; all other inputs constants. */
function data(inputs: Inputs): Samples {
  const [first, ...others] = inputs;
  if (others.some((one) => one !== undefined && one.kind !== 'constant'))
    throw new Obstacle('its parameters depend on the input');
  return array(first);
}

function array(value: SampleValue | undefined): Samples {
  if (value?.kind === 'samples') return value;
  throw new Obstacle('it does not work on samples');
}

const sameShape: SampleRule = (inputs) => data(inputs);
const sameRank: SampleRule = (inputs, operation) => {
  // Places of the maxima are counted over the whole batch.
  if (operation.outputs.length > 1) throw new Obstacle('its second output counts over all samples');
  return samplesOfRank(rankOf(data(inputs)));
};

/** An axis counted from 0, of `rank`. */
function positive(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function axisOf(operation: Operation, fallback: number, rank: number): number {
  return positive(operation.integers.get('axis')?.[0] ?? fallback, rank);
}

function requireOtherAxis(axes: readonly number[], what: string): void {
  if (axes.some((axis) => axis <= 0)) throw new Obstacle(`it ${what} along the samples`);
}

/** Works along one axis, and keeps the shape. */
function along(what: string, fallback: (opset: number) => number): SampleRule {
  return (inputs, operation, opset) => {
    const value = data(inputs);
    requireOtherAxis([axisOf(operation, fallback(opset), rankOf(value))], what);
    return value;
  };
}

/** Numbers that are an attribute in older operator sets and an input in newer ones; undefined where they are left out. */
function numbers(
  inputs: Inputs,
  place: number,
  operation: Operation,
  name: string,
): readonly number[] | undefined {
  const input = inputs[place];
  if (input === undefined) return operation.integers.get(name);
  if (input.kind === 'constant' && input.values !== undefined) return input.values;
  throw new Obstacle(`its ${name} depend on the input`);
}

const reduce: SampleRule = (inputs, operation) => {
  const value = array(inputs[0]);
  const axes = numbers(inputs, 1, operation, 'axes');
  if (axes === undefined || axes.length === 0) throw new Obstacle('it reduces all axes, the samples too');
  const rank = rankOf(value);
  const counted = axes.map((axis) => positive(axis, rank));
  requireOtherAxis(counted, 'reduces');
  const keeps = (operation.integers.get('keepdims')?.[0] ?? 1) === 1;
  return samples(value.rest.flatMap((size, i) => (counted.includes(i + 1) ? (keeps ? 1 : []) : size)));
};

const argument: SampleRule = (inputs, operation) => {
  const value = data(inputs);
  const axis = axisOf(operation, 0, rankOf(value));
  requireOtherAxis([axis], 'searches');
  const keeps = (operation.integers.get('keepdims')?.[0] ?? 1) === 1;
  return samples(value.rest.flatMap((size, i) => (i + 1 === axis ? (keeps ? 1 : []) : size)));
};

const matMul: SampleRule = ([left, right]) => {
  if (left?.kind === 'samples' && right?.kind === 'constant') {
    const dims = right.dims;
    if (dims === undefined) throw new Obstacle('it multiplies by a matrix of unknown shape');
    const rank = rankOf(left);
    if (rank < 2 || dims.length > rank || (dims.length === rank && rank > 2 && dims[0] !== 1))
      throw new Obstacle('it multiplies along the samples');
    const columns = dims.length > 1 ? [dims.at(-1) ?? null] : [];
    return samples([...left.rest.slice(0, -1), ...columns]);
  }
  if (left?.kind === 'constant' && right?.kind === 'samples') {
    const dims = left.dims;
    const rank = rankOf(right);
    if (rank < 3 || dims === undefined || dims.length > rank || (dims.length === rank && dims[0] !== 1))
      throw new Obstacle('it multiplies along the samples');
    return samplesOfRank(dims.length === 1 ? rank - 1 : rank);
  }
  const [a, b] = [array(left), array(right)];
  if (rankOf(a) !== rankOf(b) || rankOf(a) < 3) throw new Obstacle('it multiplies samples with each other');
  return samples([...a.rest.slice(0, -1), b.rest.at(-1) ?? null]);
};

const gemm: SampleRule = ([a, b, c], operation) => {
  const rows = array(a);
  if ((operation.integers.get('transA')?.[0] ?? 0) !== 0) throw new Obstacle('it transposes the samples');
  if (b?.kind !== 'constant') throw new Obstacle('it multiplies samples with each other');
  if (c?.kind === 'constant') requireBroadcast(c, rankOf(rows));
  else if (c !== undefined && rankOf(array(c)) !== 2)
    throw new Obstacle('it combines samples with other samples');
  const transposed = (operation.integers.get('transB')?.[0] ?? 0) !== 0;
  return samples([b.dims?.[transposed ? 0 : 1] ?? null]);
};

const transpose: SampleRule = (inputs, operation) => {
  const value = data(inputs);
  const permutation = operation.integers.get('perm');
  if (permutation?.[0] !== 0) throw new Obstacle('it moves the axis of the samples');
  return samples(permutation.slice(1).map((axis) => value.rest[axis - 1] ?? null));
};

function product(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce<number | null>((all, size) => (all === null || size === null ? null : all * size), 1);
}

const reshape: SampleRule = ([value, wanted], operation) => {
  const from = array(value);
  const sizes =
    wanted?.kind === 'sizes'
      ? wanted.sizes
      : wanted?.kind === 'constant'
        ? wanted.values
        : operation.integers.get('shape');
  if (sizes === undefined) throw new Obstacle('its shape depends on the input');
  const [first, ...rest] = sizes;
  if (rest.includes('samples')) throw new Obstacle('it moves the axis of the samples');
  const zeros = (operation.integers.get('allowzero')?.[0] ?? 0) === 0;
  const known = rest.map((size, i) => (size === 0 && zeros ? (from.rest[i] ?? null) : size)) as (
    number | null
  )[];
  const kept = first === 'samples' || (first === 0 && zeros);
  const open = known.indexOf(-1);
  if (kept) {
    const others = product(known.filter((_, i) => i !== open));
    const all = product(from.rest);
    return samples(known.map((size, i) => (i === open ? (others && all ? all / others : null) : size)));
  }
  // -1 is the number of samples where all the rest of a sample stays with it.
  if (first === -1 && product(known) !== null && product(known) === product(from.rest)) return samples(known);
  throw new Obstacle('it may put values of one sample into another');
};

const flatten: SampleRule = (inputs, operation) => {
  const value = data(inputs);
  if (axisOf(operation, 1, rankOf(value)) !== 1) throw new Obstacle('it joins the samples with another axis');
  return samples([product(value.rest)]);
};

const squeeze: SampleRule = (inputs, operation) => {
  const value = array(inputs[0]);
  const axes = numbers(inputs, 1, operation, 'axes');
  if (axes === undefined) throw new Obstacle('it drops all axes of size 1, the samples too');
  const counted = axes.map((axis) => positive(axis, rankOf(value)));
  requireOtherAxis(counted, 'squeezes');
  return samples(value.rest.filter((_, i) => !counted.includes(i + 1)));
};

const unsqueeze: SampleRule = (inputs, operation) => {
  const value = array(inputs[0]);
  const axes = numbers(inputs, 1, operation, 'axes') ?? [];
  const rank = rankOf(value) + axes.length;
  const counted = axes.map((axis) => positive(axis, rank));
  requireOtherAxis(counted, 'puts an axis before or');
  const rest = [...value.rest];
  return samples(
    Array.from({ length: rank - 1 }, (_, i) => (counted.includes(i + 1) ? 1 : (rest.shift() ?? null))),
  );
};

const concat: SampleRule = (inputs, operation) => {
  const values = inputs.map(array);
  const rank = Math.max(...values.map(rankOf));
  if (values.some((value) => rankOf(value) !== rank))
    throw new Obstacle('it combines samples with other samples');
  const axis = axisOf(operation, 0, rank);
  requireOtherAxis([axis], 'concatenates');
  return samples(
    Array.from({ length: rank - 1 }, (_, i) => {
      const sizes = values.map(({ rest }) => rest[i] ?? null);
      return i + 1 === axis
        ? sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0)
        : (sizes.find((size) => size !== null) ?? null);
    }),
  );
};

const split: SampleRule = (inputs, operation) => {
  const value = data(inputs);
  const axis = axisOf(operation, 0, rankOf(value));
  requireOtherAxis([axis], 'splits');
  return samples(value.rest.map((size, i) => (i + 1 === axis ? null : size)));
};

const slice: SampleRule = (inputs, operation) => {
  const value = data(inputs);
  const starts = numbers(inputs, 1, operation, 'starts') ?? [];
  const axes = (numbers(inputs, 3, operation, 'axes') ?? starts.map((_, i) => i)).map((axis) =>
    positive(axis, rankOf(value)),
  );
  requireOtherAxis(axes, 'slices');
  return samples(value.rest.map((size, i) => (axes.includes(i + 1) ? null : size)));
};

const gather: SampleRule = ([table, indices], operation) => {
  if (table?.kind === 'constant' && table.dims !== undefined) {
    const picked = array(indices);
    // Row by row: what is found stands where its index stood.
    if (axisOf(operation, 0, table.dims.length) !== 0) throw new Obstacle('it moves the axis of the samples');
    return samples([...picked.rest, ...table.dims.slice(1)]);
  }
  const value = array(table);
  if (indices?.kind !== 'constant' || indices.dims === undefined)
    throw new Obstacle('its indices depend on the input');
  const axis = axisOf(operation, 0, rankOf(value));
  requireOtherAxis([axis], 'picks');
  return samples([...value.rest.slice(0, axis - 1), ...indices.dims, ...value.rest.slice(axis)]);
};

const pad: SampleRule = (inputs, operation) => {
  const value = array(inputs[0]);
  const pads = numbers(inputs, 1, operation, 'pads');
  if (pads === undefined) throw new Obstacle('its pads are not known');
  const axes = inputs[3] === undefined ? undefined : numbers(inputs, 3, operation, 'axes');
  const half = pads.length / 2;
  const padded = pads.slice(0, half).map((before, i) => before !== 0 || pads[half + i] !== 0);
  const counted = padded.flatMap((is, i) => (is ? positive(axes?.[i] ?? i, rankOf(value)) : []));
  requireOtherAxis(counted, 'pads');
  return samples(value.rest.map((size, i) => (counted.includes(i + 1) ? null : size)));
};

/** A factor for each axis, 1 for that of the samples. */
function scaled(place: number, name: string): SampleRule {
  return (inputs, operation) => {
    const value = array(inputs[0]);
    if (operation.integers.has('axes') || numbers(inputs, place, operation, name)?.[0] !== 1)
      throw new Obstacle(`its ${name} may change the samples`);
    return samplesOfRank(rankOf(value));
  };
}

const expand: SampleRule = ([value, shape]) => {
  const from = array(value);
  const rank = rankOf(from);
  if (
    shape?.kind === 'sizes' &&
    shape.sizes.length === rank &&
    (shape.sizes[0] === 'samples' || shape.sizes[0] === 1)
  )
    return samplesOfRank(rank);
  if (shape?.kind === 'constant' && shape.values !== undefined) {
    if (shape.values.length < rank || (shape.values.length === rank && shape.values[0] === 1))
      return samplesOfRank(rank);
  }
  throw new Obstacle('its shape may change the samples');
};

/** Quantities are one for all, or one for each channel. */
const quantize: SampleRule = (inputs, operation) => {
  const value = data(inputs);
  const scale = inputs[1];
  if (scale?.kind !== 'constant' || scale.dims === undefined) throw new Obstacle('its scale is not known');
  if (scale.dims.length > 1) requireBroadcast(scale, rankOf(value)); // a quantity for each block
  if (scale.dims.some((size) => size !== 1))
    requireOtherAxis([axisOf(operation, 1, rankOf(value))], 'quantizes');
  return value;
};

function each(operators: string, rule: SampleRule): [string, SampleRule][] {
  return operators.split(' ').map((operator) => [operator, rule]);
}

/** The rule of each operator that can keep samples apart; the others do not, or it is not known of them. */
export const sampleRules: ReadonlyMap<string, SampleRule> = new Map([
  ...each(
    'Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Cast Ceil Celu Cos Cosh Elu Erf Exp Floor Gelu HardSigmoid HardSwish ' +
      'Identity IsInf IsNaN LeakyRelu Log Mish Neg Not Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus ' +
      'Softsign Sqrt Swish Tan Tanh ThresholdedRelu Add And BitwiseAnd BitwiseOr BitwiseXor Div Equal Greater GreaterOrEqual ' +
      'Less LessOrEqual Max Mean Min Mod Mul Or PRelu Pow Sub Sum Where Xor com.microsoft.Gelu com.microsoft.FastGelu ' +
      'com.microsoft.QuickGelu',
    elementwise,
  ),
  ...each('Dropout', (inputs) => {
    if (inputs[2] !== undefined) throw new Obstacle('it may drop at random');
    return data(inputs);
  }),
  ...each('Clip InstanceNormalization GroupNormalization LRN', sameShape),
  ...each('BatchNormalization', (inputs, operation) => {
    if (operation.outputs.length > 1 || (operation.integers.get('training_mode')?.[0] ?? 0) !== 0)
      throw new Obstacle('it takes means over the samples');
    return data(inputs);
  }),
  ...each(
    'Conv ConvTranspose ConvInteger AveragePool MaxPool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool DepthToSpace SpaceToDepth',
    sameRank,
  ),
  ...each(
    'Softmax LogSoftmax Hardmax',
    along('normalises', (opset) => (opset < 13 ? 1 : -1)),
  ),
  ...each(
    'LayerNormalization RMSNormalization SimplifiedLayerNormalization LpNormalization',
    (inputs, operation, opset) => {
      const value = along('normalises', () => -1)(inputs, operation, opset);
      for (const scale of inputs.slice(1)) requireAlike(scale, rankOf(value));
      // Means and deviations have other sizes than the first output.
      return operation.outputs.length > 1 ? samplesOfRank(rankOf(value)) : value;
    },
  ),
  ...each('CumSum', (inputs) => {
    const value = data(inputs);
    const [, axis] = inputs;
    const place = axis?.kind === 'constant' ? axis.values?.[0] : undefined;
    if (place === undefined) throw new Obstacle('its axis is not known');
    requireOtherAxis([positive(place, rankOf(value))], 'sums');
    return value;
  }),
  ...each('TopK', (inputs, operation) => {
    const value = data(inputs);
    requireOtherAxis([axisOf(operation, -1, rankOf(value))], 'sorts');
    return samplesOfRank(rankOf(value));
  }),
  ...each(
    'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare',
    reduce,
  ),
  ...each('ArgMax ArgMin', argument),
  ...each('MatMul', matMul),
  ...each('Gemm', gemm),
  ...each('Transpose', transpose),
  ...each('Reshape', reshape),
  ...each('Flatten', flatten),
  ...each('Squeeze', squeeze),
  ...each('Unsqueeze', unsqueeze),
  ...each('Concat', concat),
  ...each('Split', split),
  ...each('Slice', slice),
  ...each('Gather', gather),
  ...each('Pad', pad),
  ...each('Resize', scaled(2, 'scales')),
  ...each('Upsample', scaled(1, 'scales')),
  ...each('Tile', scaled(1, 'repeats')),
  ...each('Expand', expand),
  ...each('QuantizeLinear DequantizeLinear', quantize),
]);
