import { elementTypes, RankwiseError, type ElementType, type TensorInfo } from '@rankwise/core';
import { escapeName, signatureOf, signatureOfDimension, signatureOfTensor } from './signature.js';
import { UniqueNames } from './uniqueNames.js';

/** A dimension of an argument: its size where the model fixes it, else what it is called. */
export type Dimension = number | FreeDimension;

export interface FreeDimension {
  /** Name in the model, escaped; null for one without. The same name means the same size. */
  readonly symbol: string | null;
  /** Name in C, where the caller gives the size; undefined where only the run decides it. */
  readonly name: string | undefined;
}

/** An input or output as a dummy argument. */
export interface Argument {
  readonly role: 'input' | 'output';
  /** Name in Fortran and C. */
  readonly name: string;
  readonly type: ElementType;
  /** In ONNX order: the last is the fastest, and Fortran's first. */
  readonly dims: readonly Dimension[];
  /** What the model calls it, its type and its shape in ONNX order: `"x": float32 [batch,5]`. */
  readonly declaration: string;
  /** Whether it may be left out. */
  readonly optional: boolean;
  /** Whether only the run decides the shape. */
  readonly decided: boolean;
}

/** All that generated code says of a model. */
export interface ModelInterface {
  readonly name: string;
  /** Name of the model's file, escaped. */
  readonly file: string;
  readonly version: string;
  readonly signature: readonly string[];
  readonly inputs: readonly Argument[];
  readonly outputs: readonly Argument[];
  /** The free dimensions of the inputs, each once, in order of appearance. */
  readonly dimensions: readonly FreeDimension[];
}

/** What is needed of a loaded model. */
export interface Declared {
  /** Path or name, for messages. */
  readonly name: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

const MAX_RANK = 15;

/**
 * Names a model's inputs, outputs and dimensions for generated code.
 * @param model what it declares
 * @param name of the module and the header
 * @param file name of the model's file, without folders
 * @param version of rankwise
 * @throws RankwiseError `MODEL_UNSUPPORTED`: an input or output that has no type or rank to write down.
 */
export function createModelInterface(
  model: Declared,
  name: string,
  file: string,
  version: string,
): ModelInterface {
  const names = new UniqueNames([name.toLowerCase(), `${name.toLowerCase()}_model`]);
  const named = (role: 'input' | 'output', infos: readonly TensorInfo[]) =>
    infos.map((info) => ({
      role,
      info,
      type: requireTyped(model, role, info),
      name: names.add(info.name, role),
    }));
  const inputs = named('input', model.inputs);
  const outputs = named('output', model.outputs);

  const free = new Map<string, FreeDimension>();
  const dimension = (argument: string, size: number | string | null, index: number): Dimension => {
    if (typeof size === 'number') return size;
    // A key that is no symbol's: of this dimension alone.
    const key = size === null ? `\0${argument} ${index}` : `symbol ${size}`;
    const found = free.get(key);
    if (found !== undefined) return found;
    const symbol = size === null ? null : signatureOfDimension(size);
    const made = { symbol, name: names.add(size ?? `${argument}_dim${index + 1}`, 'dim') };
    free.set(key, made);
    return made;
  };
  const ofInput = inputs.map(({ info, name }) =>
    info.shape.map((size, index) => dimension(name, size, index)),
  );
  // What an input may leave out, it cannot tell.
  const told = new Set(inputs.flatMap(({ info }) => (info.optional ? [] : info.shape)));
  const ofOutput = (size: number | string | null): Dimension => {
    if (typeof size === 'number') return size;
    if (size === null) return { symbol: null, name: undefined };
    const known = told.has(size) ? free.get(`symbol ${size}`) : undefined;
    return known ?? { symbol: signatureOfDimension(size), name: undefined };
  };
  return {
    name,
    file: escapeName(file),
    version,
    signature: signatureOf(model),
    inputs: inputs.map((input, index) => argumentOf(input, ofInput[index] ?? [])),
    outputs: outputs.map((output) => argumentOf(output, output.info.shape.map(ofOutput))),
    dimensions: [...free.values()],
  };
}

function argumentOf(
  { role, info, name, type }: Pick<Argument, 'role' | 'name' | 'type'> & { readonly info: TensorInfo },
  dims: readonly Dimension[],
): Argument {
  const decided = dims.some((size) => typeof size !== 'number' && size.name === undefined);
  const declaration = signatureOfTensor(info).replace(/^(\S*)/, '"$1":');
  return { role, name, type, dims, declaration, optional: info.optional, decided };
}

function requireTyped(model: Declared, role: string, info: TensorInfo): ElementType {
  const refuse = (what: string, remedy: string) =>
    new RankwiseError(
      'MODEL_UNSUPPORTED',
      `generate for '${model.name}': ${role} '${info.name}' ${what}, so that no type can be written for it; ${remedy}.`,
    );
  const type = elementTypes.find((known) => known === info.type);
  if (type === undefined) {
    throw refuse(`is no numeric tensor (${info.type})`, 'change the model to take or give numbers');
  }
  const elsewhere = 'or call the model through the module rankwise or rankwise.h, which take any shape';
  if (info.anyRank) {
    throw refuse(
      'has no known number of dimensions',
      `export the model with the shapes of its tensors, ${elsewhere}`,
    );
  }
  if (info.shape.length > MAX_RANK) {
    const rank = info.shape.length;
    throw refuse(`has ${rank} dimensions, and Fortran has ${MAX_RANK}`, 'merge some of them in the model');
  }
  return type;
}
