import { RankwiseError } from '../errors/index.js';
import type { Tensor } from '../tensor/index.js';
import { checkTensor, requireIndex, requireTensorInfo } from './checkTensor.js';
import { asForeign, copyForeign, createOrtValue, readOrtValue } from './OrtTensor.js';
import type { Session, Side } from './Session.js';

/** Tensors by the names of the model's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

interface Arguments {
  readonly indices: readonly number[];
  readonly tensors: readonly (Tensor | undefined)[];
}

/** Runs a session once: checks the tensors, wraps them, runs, and copies out what ONNX Runtime allocated. */
export function runSession(
  session: Session,
  inputs: NamedTensors,
  outputs: NamedTensors | readonly string[] | undefined,
): Record<string, Tensor> {
  const { api } = session.runtime;
  const { pointer } = session;
  const given = inputArguments(session, inputs);
  const wanted = outputArguments(session, outputs);
  const inputValues = new BigUint64Array(given.indices.length);
  const outputValues = new BigUint64Array(wanted.indices.length);
  try {
    wrap(session, given, inputValues);
    wrap(session, wanted, outputValues);
    session.check(
      api.Run(
        pointer,
        null,
        namesOf(session.inputs, given),
        inputValues,
        inputValues.length,
        namesOf(session.outputs, wanted),
        outputValues.length,
        outputValues,
      ),
    );
    return results(session, wanted, outputValues);
  } finally {
    for (const value of inputValues) if (value !== 0n) api.ReleaseValue(value);
    for (const value of outputValues) if (value !== 0n) api.ReleaseValue(value);
  }
}

function inputArguments(session: Session, inputs: NamedTensors): Arguments {
  for (const name of Object.keys(inputs)) requireIndex(session, session.inputs, name);
  requireAllInputs(session, inputs);
  const { infos } = session.inputs;
  const indices = infos.flatMap(({ name }, index) => (Object.hasOwn(inputs, name) ? index : []));
  return { indices, tensors: check(session, session.inputs, indices, inputs) };
}

/** Throws `INVALID_ARGUMENT` where an input is missing that the model has no value for. */
export function requireAllInputs(session: Session, inputs: Readonly<Record<string, unknown>>): void {
  const missing = session.inputs.infos.filter(
    ({ name, optional }) => !optional && !Object.hasOwn(inputs, name),
  );
  if (missing.length === 0) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The model '${session.name}' was not given its input ${missing.map(({ name }) => `'${name}'`).join(', ')}. Give a tensor for each input.`,
  );
}

function outputArguments(session: Session, outputs: NamedTensors | readonly string[] | undefined): Arguments {
  const side = session.outputs;
  const names = outputs === undefined ? side.infos.map(({ name }) => name) : namesIn(outputs);
  const indices = names.map((name) => requireIndex(session, side, name));
  const given = outputs === undefined || isList(outputs) ? {} : outputs;
  return { indices, tensors: check(session, side, indices, given) };
}

function isList(outputs: NamedTensors | readonly string[]): outputs is readonly string[] {
  return Array.isArray(outputs);
}

function namesIn(outputs: NamedTensors | readonly string[]): readonly string[] {
  return isList(outputs) ? [...new Set(outputs)] : Object.keys(outputs);
}

function check(
  session: Session,
  side: Side,
  indices: readonly number[],
  given: NamedTensors,
): readonly (Tensor | undefined)[] {
  return indices.map((index) => {
    const info = requireTensorInfo(session, side, index);
    const tensor = given[info.name];
    if (tensor !== undefined) checkTensor(session, side, info, tensor);
    return tensor;
  });
}

function wrap(session: Session, { tensors }: Arguments, values: BigUint64Array): void {
  tensors.forEach((tensor, index) => {
    if (tensor !== undefined) values[index] = createOrtValue(session.runtime, asForeign(tensor));
  });
}

function namesOf(side: Side, { indices }: Arguments): BigUint64Array {
  return BigUint64Array.from(indices, (index) => side.names.at(index));
}

function results(session: Session, wanted: Arguments, values: BigUint64Array): Record<string, Tensor> {
  return Object.fromEntries(
    wanted.indices.map((index, position) => {
      const { name } = requireTensorInfo(session, session.outputs, index);
      const value = values[position] ?? 0n;
      const tensor =
        wanted.tensors[position] ??
        copyForeign(readOrtValue(session.runtime, value, `The output '${name}' of '${session.name}'`));
      return [name, tensor];
    }),
  );
}
