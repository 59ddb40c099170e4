import { statSync } from 'node:fs';
import { RankwiseError } from '../errors/index.js';
import {
  openBytes,
  readInventory,
  readMainGraph,
  sampleObstacle,
  type Inventory,
  type MainGraph,
} from '../graph/index.js';
import { elementSize, elementTypeOf, type ElementType } from '../tensor/index.js';
import { Model } from './Model.js';
import { openModelSource } from './ModelSource.js';
import { readModelHeader, type ModelHeader } from './readModelHeader.js';
import type { TensorInfo } from './TensorInfo.js';

/** What the file of a model says, without its weights. */
export interface ModelDescription extends ModelHeader {
  /** The program that exported the model; empty where it says nothing. */
  readonly producer: string;
  /** Of the model's own file. */
  readonly fileBytes: number;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Nodes by operator, the most frequent first; those of graphs inside operators count too. */
  readonly operators: readonly { readonly operator: string; readonly count: number }[];
  /** The weights (initializers) by element type, the larger part first; `bytes` as they are computed with, 0 where not known. */
  readonly weights: readonly {
    readonly type: ElementType | 'unknown';
    readonly elements: number;
    readonly bytes: number;
  }[];
  /** Names, as in the model, of the files beside it in which it keeps weights. */
  readonly externalFiles: readonly string[];
  /** Why the requests of several ranks cannot be run as one batch; undefined where they can. */
  readonly sampleObstacle: string | undefined;
  /** Operators that behave as in training, each with its name where it has one. */
  readonly training: readonly string[];
}

/**
 * Reads what the file of a model says. Weights are passed over: neither time nor memory grows with them. Nothing is loaded
 * into ONNX Runtime, but for a file that is no whole ONNX model, to say what is wrong with it.
 * @throws RankwiseError `MODEL_NOT_FOUND`, `MODEL_INVALID`; `MODEL_UNSUPPORTED` for a model that is no ONNX file.
 */
export async function describeModel(file: string): Promise<ModelDescription> {
  const { content, label } = await openModelSource(file);
  const fileBytes = statSync(file).size;
  using source = openBytes(content);
  const inventory = readInventory(source, fileBytes);
  if (!inventory.whole) {
    (await Model.load(file)).close();
    throw new RankwiseError(
      'MODEL_UNSUPPORTED',
      `The model ${label} is in another format than ONNX, of which only ONNX Runtime knows what it holds. Look at the .onnx file that it was made from.`,
    );
  }
  const graph = readMainGraph(source);
  const infos = (values: MainGraph['inputs']) => values.map((value) => tensorInfo(value, graph, inventory));
  const header = readModelHeader(content);
  return {
    ...header,
    producer: inventory.producer,
    fileBytes,
    inputs: infos(graph.inputs)
      .filter(({ optional }) => !optional || header.irVersion >= OVERRIDABLE)
      .sort((a, b) => Number(a.optional) - Number(b.optional)),
    outputs: infos(graph.outputs).map((info) => ({ ...info, optional: false })),
    operators: [...inventory.operators]
      .map(([operator, count]) => ({ operator, count }))
      .sort((a, b) => b.count - a.count || (a.operator < b.operator ? -1 : 1)),
    weights: inventory.weights.map(({ type, elements }) => {
      const known = elementTypeOf(type);
      return { type: known ?? 'unknown', elements, bytes: known ? elements * elementSize(known) : 0 };
    }),
    externalFiles: [...graph.externalFiles],
    sampleObstacle: sampleObstacle(graph),
    training: graph.operations
      .filter(isTraining)
      .map(({ operator, name }) => (name === '' ? operator : `${operator} '${name}'`)),
  };
}

const ELEMENT_STRING = 8;
/** IR version before which each initializer had to be listed as an input, and was none. */
const OVERRIDABLE = 4;

function tensorInfo(
  { name, shape }: MainGraph['inputs'][number],
  graph: MainGraph,
  { types }: Inventory,
): TensorInfo {
  const { kind, element } = types.get(name) ?? { kind: 'unknown', element: 0 };
  const tensor = elementTypeOf(element) ?? (element === ELEMENT_STRING ? 'string' : 'unknown');
  return {
    name,
    type: kind === 'tensor' ? tensor : kind,
    // -1, which some exporters write for a free size, reads as a number beyond all sizes.
    shape: (shape ?? []).map((size) =>
      typeof size === 'number' && !Number.isSafeInteger(size) ? null : size,
    ),
    anyRank: kind === 'tensor' && shape === undefined,
    optional: graph.constants.has(name),
  };
}

/** As their ONNX definitions say; a third input of Dropout, the switch, may be on. */
function isTraining({
  operator,
  domain,
  inputs,
  outputs,
  integers,
}: MainGraph['operations'][number]): boolean {
  if (domain !== '') return false;
  if (operator === 'Dropout') return (inputs[2] ?? '') !== '';
  if (operator !== 'BatchNormalization') return false;
  return (integers.get('training_mode')?.[0] ?? 0) !== 0 || outputs.length > 1;
}
