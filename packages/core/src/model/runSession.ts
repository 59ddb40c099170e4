import type { Tensor } from '../tensor/index.js';
import { checkTensor, isNumeric, requireAllInputs, requireIndex, requireTensorInfo } from './checkTensor.js';
import { asForeign, copyForeign, createOrtValue, readOrtValue } from './OrtTensor.js';
import type { Session, Side } from './Session.js';

/** Tensors by the names of the model's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** Runs a session once: checks the tensors, wraps them, runs, and copies out what ONNX Runtime allocated. */
export function runSession(
  session: Session,
  inputs: NamedTensors,
  outputs: readonly string[] | undefined,
): Record<string, Tensor> {
  const { api } = session.runtime;
  const { pointer } = session;
  const given = inputArguments(session, inputs);
  const wanted = outputIndices(session, outputs);
  const inputValues = new BigUint64Array(given.indices.length);
  const outputValues = new BigUint64Array(wanted.length);
  try {
    for (const [index, tensor] of given.tensors.entries()) {
      inputValues[index] = createOrtValue(session.runtime, asForeign(tensor));
    }
    session.check(
      api.Run(
        pointer,
        null,
        namesOf(session.inputs, given.indices),
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

interface Arguments {
  readonly indices: readonly number[];
  readonly tensors: readonly Tensor[];
}

function inputArguments(session: Session, inputs: NamedTensors): Arguments {
  for (const name of Object.keys(inputs)) requireIndex(session, session.inputs, name);
  requireAllInputs(session, inputs);
  const indices = session.inputs.infos.flatMap(({ name }, index) =>
    Object.hasOwn(inputs, name) ? index : [],
  );
  const tensors = indices.map((index) => {
    const info = requireTensorInfo(session, session.inputs, index);
    const tensor = inputs[info.name] as Tensor;
    checkTensor(session, session.inputs, info, tensor);
    return tensor;
  });
  return { indices, tensors };
}

function outputIndices(session: Session, outputs: readonly string[] | undefined): readonly number[] {
  const side = session.outputs;
  const names = outputs === undefined ? numericNames(side) : [...new Set(outputs)];
  const indices = names.map((name) => requireIndex(session, side, name));
  for (const index of indices) requireTensorInfo(session, side, index);
  return indices;
}

/** Those that are numeric tensors; all where none is, of which the first is then refused. */
function numericNames(side: Side): readonly string[] {
  const numeric = side.infos.filter(isNumeric);
  return (numeric.length > 0 ? numeric : side.infos).map(({ name }) => name);
}

function namesOf(side: Side, indices: readonly number[]): BigUint64Array {
  return BigUint64Array.from(indices, (index) => side.names.at(index));
}

function results(
  session: Session,
  wanted: readonly number[],
  values: BigUint64Array,
): Record<string, Tensor> {
  return Object.fromEntries(
    wanted.map((index, position) => {
      const { name } = requireTensorInfo(session, session.outputs, index);
      const label = `The output '${name}' of '${session.name}'`;
      return [name, copyForeign(readOrtValue(session.runtime, values[position] ?? 0n, label))];
    }),
  );
}
