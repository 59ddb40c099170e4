import {
  checkDims,
  elementCount,
  elementTypes,
  formatShape,
  nearestName,
  RankwiseError,
  Tensor,
  type ElementType,
} from '@rankwise/core';
import { elementCodecs, type Element } from './elementCodecs.js';
import { parseJson } from './parseJson.js';

const FORM = '{ "NAME": { "type": "float32", "dims": [1, 5], "data": [0, 1, 2, 3, 4] } }';

/**
 * Reads named tensors from JSON.
 * @param source where the text comes from, for messages
 * @throws RankwiseError `INVALID_ARGUMENT`, `TYPE_MISMATCH`, `SHAPE_MISMATCH`, naming the tensor and the place.
 */
export function readTensors(text: string, source: string): Record<string, Tensor> {
  const value = parseJson(text, source);
  if (!isObject(value)) throw invalid(`${source} must hold an object of named tensors: ${FORM}.`);
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, readTensor(entry, `'${name}' in ${source}`)]),
  );
}

function readTensor(value: unknown, where: string): Tensor {
  if (!isObject(value)) throw invalid(`${where} must be a tensor, as in ${FORM}.`);
  const strange = Object.keys(value).find((key) => !['type', 'dims', 'data'].includes(key));
  if (strange !== undefined) {
    throw invalid(`${where} has a member '${strange}'. A tensor has type, dims and data.`);
  }
  const type = readType(value['type'], where);
  const dims = readDims(value['dims'], where);
  const { data } = value;
  if (!Array.isArray(data)) throw invalid(`The data of ${where} must be a list, the last dimension fastest.`);
  if (data.length !== elementCount(dims)) {
    throw new RankwiseError(
      'SHAPE_MISMATCH',
      `${where} has dims ${formatShape(dims)}, thus ${elementCount(dims)} elements, but ${data.length} in its data. Correct one of them.`,
    );
  }
  const elements = data.map((element, index) =>
    readElement(element, type, `element ${index + 1} of ${where}`),
  );
  return Tensor.from(type, dims, elements as number[] | bigint[]);
}

function readType(value: unknown, where: string): ElementType {
  const type = elementTypes.find((known) => known === value);
  if (type !== undefined) return type;
  const meant = typeof value === 'string' ? nearestName(value, elementTypes) : undefined;
  throw invalid(
    `The type of ${where} is ${value === undefined ? 'missing' : JSON.stringify(value)}.${meant === undefined ? '' : ` Did you mean '${meant}'?`} Use one of ${elementTypes.join(', ')}.`,
  );
}

function readDims(value: unknown, where: string): number[] {
  if (!Array.isArray(value) || !value.every((dim) => typeof dim === 'number')) {
    throw invalid(
      `The dims of ${where} must be a list of whole numbers, such as [1, 5], or [] for a scalar.`,
    );
  }
  try {
    checkDims(value);
  } catch (cause) {
    throw invalid(
      `The dims of ${where} are not right. ${cause instanceof Error ? cause.message : ''}`,
      cause,
    );
  }
  return value;
}

function readElement(value: unknown, type: ElementType, where: string): Element {
  const codec = elementCodecs[type];
  const element = codec.read(value);
  if (element !== undefined) return element;
  const remedy = Array.isArray(value) ? ' Data is one flat list; dims gives the shape.' : '';
  throw new RankwiseError(
    'TYPE_MISMATCH',
    `${where} is ${JSON.stringify(value)}, but ${type} needs ${codec.expects}.${remedy}`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string, cause?: unknown): RankwiseError {
  return new RankwiseError('INVALID_ARGUMENT', message, { cause });
}
