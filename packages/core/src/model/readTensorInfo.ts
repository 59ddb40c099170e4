import { stringAt, type Pointer } from '../ffi/index.js';
import { checkStatus, counted, created, ownedString, type OrtApi, type OrtRuntime } from '../ort/index.js';
import { elementTypeOf } from '../tensor/index.js';
import type { OtherType, TensorInfo } from './TensorInfo.js';

const ONNX_TENSOR = 1;
const ELEMENT_STRING = 8;

/** `ONNXType` of what is not a tensor. */
const otherTypes: Readonly<Record<number, OtherType>> = {
  2: 'sequence',
  3: 'map',
  4: 'opaque',
  5: 'sparse',
  6: 'optional',
};

/**
 * Asks a session for its inputs, its outputs, or the inputs that the model has a value for (an initializer of the same
 * name), each in the order of the model.
 */
export function readTensorInfo(
  runtime: OrtRuntime,
  session: Pointer,
  role: 'Input' | 'Output' | 'OverridableInitializer',
): readonly TensorInfo[] {
  const { api, allocator } = runtime;
  const count = counted(api, reading, (out) => api[`SessionGet${role}Count`](session, out));
  return Array.from({ length: count }, (_, index) => {
    const name = ownedString(runtime, reading, (out) =>
      api[`SessionGet${role}Name`](session, index, allocator, out),
    );
    const info = created(api, reading, (out) => api[`SessionGet${role}TypeInfo`](session, index, out));
    try {
      return { name, ...readType(api, info), optional: role === 'OverridableInitializer' };
    } finally {
      api.ReleaseTypeInfo(info);
    }
  });
}

const reading = { doing: 'Reading the inputs and outputs of a model', otherwise: 'INTERNAL' } as const;

function readType(api: OrtApi, info: Pointer): Omit<TensorInfo, 'name' | 'optional'> {
  const kind = counted(api, reading, (out) => api.GetOnnxTypeFromTypeInfo(info, out));
  if (kind !== ONNX_TENSOR) return { type: otherTypes[kind] ?? 'unknown', shape: [], anyRank: false };
  const tensor = created(api, reading, (out) => api.CastTypeInfoToTensorInfo(info, out));
  const element = counted(api, reading, (out) => api.GetTensorElementType(tensor, out));
  const shape = readShape(api, tensor);
  // Before 1.24 ONNX Runtime does not tell a scalar from a tensor of which no shape is known.
  const anyRank = shape.length === 0 && !(api.TensorTypeAndShape_HasShape?.(tensor) ?? false);
  return {
    type: elementTypeOf(element) ?? (element === ELEMENT_STRING ? 'string' : 'unknown'),
    shape,
    anyRank,
  };
}

function readShape(api: OrtApi, tensor: Pointer): TensorInfo['shape'] {
  const dims = readDims(api, tensor);
  const names = new BigUint64Array(dims.length);
  checkStatus(api, api.GetSymbolicDimensions(tensor, names, names.length), reading);
  return dims.map((size, index) => {
    if (size >= 0) return size;
    const pointer = names[index] ?? 0n;
    return (pointer === 0n ? '' : stringAt(pointer)) || null;
  });
}

/** Sizes in an `OrtTensorTypeAndShapeInfo`; -1 for a dynamic dimension. */
export function readDims(api: OrtApi, tensor: Pointer): readonly number[] {
  const rank = counted(api, reading, (out) => api.GetDimensionsCount(tensor, out));
  const dims = new BigInt64Array(rank);
  checkStatus(api, api.GetDimensions(tensor, dims, rank), reading);
  return Array.from(dims, Number);
}
