import { openBytes } from './ByteSource.js';
import { constantAfter } from './constantAfter.js';
import { readMainGraph, type GraphValue, type MainGraph, type Operation } from './readMainGraph.js';
import { sampleRules, type Inputs } from './sampleRules.js';
import { Obstacle, samples, type ConstantValue, type SampleValue } from './SampleValue.js';
import { sizesAfter } from './sizeRules.js';

/**
 * Why the samples of a model, counted by the leading axis of all its inputs and outputs, may depend on each other:
 * the operator that mixes them, or that is not known not to. Undefined where each sample's output is a function of that
 * sample alone, so that requests may be run as one batch.
 *
 * Goes through the graph operator by operator, with a rule for each: see `sampleRules`.
 */
export function sampleObstacle(graph: MainGraph): string | undefined {
  const values = followSamples(graph);
  return typeof values === 'string' ? values : undefined;
}

/** What becomes of samples: all values of the graph by name; or why samples may depend on each other. */
export function followSamples(graph: MainGraph): ReadonlyMap<string, SampleValue> | string {
  const values = new Map<string, SampleValue>();
  for (const [name, { dims, values: numbers }] of graph.constants) {
    values.set(name, { kind: 'constant', dims, values: numbers });
  }
  const inputs = graph.inputs.filter(({ name }) => !graph.constants.has(name));
  for (const input of inputs) {
    const wrong = leadingAxis('input', input);
    if (wrong !== undefined) return wrong;
    const rest = (input.shape ?? []).slice(1);
    values.set(input.name, samples(rest.map((size) => (typeof size === 'number' ? size : null))));
  }
  if (inputs.length === 0) return 'it has no input';
  for (const operation of graph.operations) {
    try {
      for (const [name, value] of outputsOf(operation, values, graph.opset)) values.set(name, value);
    } catch (error) {
      if (error instanceof Obstacle) return `${label(operation)}: ${error.message}`;
      throw error;
    }
  }
  const lost = graph.outputs.find(({ name }) => values.get(name)?.kind !== 'samples');
  return lost === undefined ? values : `the output '${lost.name}' has no axis of samples`;
}

function leadingAxis(role: string, { name, shape }: GraphValue): string | undefined {
  if (shape === undefined) return `the ${role} '${name}' has no fixed number of axes`;
  if (shape.length === 0) return `the ${role} '${name}' is a scalar`;
  if (typeof shape[0] === 'number')
    return `the ${role} '${name}' has a fixed leading axis of ${shape[0]}; export the model with a dynamic one`;
  return undefined;
}

function label({ operator, domain, name }: Operation): string {
  const kind = domain === '' ? operator : `${domain}.${operator}`;
  return name === '' ? kind : `${kind} '${name}'`;
}

function* outputsOf(
  operation: Operation,
  values: ReadonlyMap<string, SampleValue>,
  opset: number,
): Generator<[name: string, value: SampleValue]> {
  if (operation.operator === 'Constant' && operation.domain === '') {
    const value = constantOf(operation);
    for (const name of operation.outputs) yield [name, value];
    return;
  }
  const inputs = operation.inputs.map((name) => (name === '' ? undefined : known(values, name)));
  const value = outputOf(operation, inputs, opset);
  for (const name of operation.outputs) yield [name, value];
}

function known(values: ReadonlyMap<string, SampleValue>, name: string): SampleValue {
  const value = values.get(name);
  if (value === undefined) throw new Obstacle(`its input '${name}' comes from elsewhere`);
  return value;
}

function outputOf(operation: Operation, inputs: Inputs, opset: number): SampleValue {
  const random = /^Random|^Multinomial$|^Bernoulli$/.test(operation.operator);
  if (random) throw new Obstacle('what it draws depends on the batch');
  if (operation.hasGraphs) throw new Obstacle('it holds a graph of its own');
  if (areConstant(inputs)) return constantAfter(operation, inputs);
  const sizes = operation.domain === '' ? sizesAfter(inputs, operation) : undefined;
  if (sizes !== undefined) return sizes;
  const name = operation.domain === '' ? operation.operator : `${operation.domain}.${operation.operator}`;
  const rule = sampleRules.get(name);
  if (rule === undefined) throw new Obstacle('it is not known to keep samples apart');
  return rule(inputs, operation, opset);
}

function areConstant(inputs: Inputs): inputs is readonly (ConstantValue | undefined)[] {
  return inputs.length > 0 && inputs.every((one) => one === undefined || one.kind === 'constant');
}

function constantOf({ tensor, integers }: Operation): SampleValue {
  if (tensor !== undefined) return { kind: 'constant', dims: tensor.dims, values: tensor.values };
  const [list, one] = [integers.get('value_ints'), integers.get('value_int')];
  if (list !== undefined) return { kind: 'constant', dims: [list.length], values: list };
  if (one !== undefined) return { kind: 'constant', dims: [], values: one };
  // A single real, or a list of them.
  return { kind: 'constant', dims: integers.has('value_float') ? [] : undefined, values: undefined };
}

/** The files in which a model keeps weights beside it, by their names in the model. */
export function externalFilesOf(model: string | Uint8Array): readonly string[] {
  using source = openBytes(typeof model === 'string' ? { path: model } : { bytes: model });
  return [...readMainGraph(source).externalFiles];
}

/** The same for the file or the bytes of a model. */
export function sampleObstacleOf(model: string | Uint8Array): string | undefined {
  using source = openBytes(typeof model === 'string' ? { path: model } : { bytes: model });
  return sampleObstacle(readMainGraph(source));
}
