import { addressOf, copyBytes, copyFrom, type Pointer } from '../ffi/index.js';
import { counted, created, type OrtRuntime } from '../ort/index.js';
import { RankwiseError } from '../errors/index.js';
import {
  elementCount,
  elementSize,
  elementTypeNumber,
  elementTypeOf,
  Tensor,
  type ForeignTensor,
} from '../tensor/index.js';
import { readDims } from './readTensorInfo.js';

// ONNX Runtime asks for an address even where a tensor has no elements.
const nothing = new BigUint64Array(1);

const wrapping = { doing: 'Describing a tensor to ONNX Runtime', otherwise: 'INTERNAL' } as const;

/** The memory of a tensor, as a foreign tensor. Valid as long as the tensor is referenced. */
export function asForeign(tensor: Tensor | ForeignTensor): ForeignTensor {
  if ('pointer' in tensor) return tensor;
  const { type, dims, data } = tensor;
  return { type, dims, pointer: addressOf(data), byteLength: data.byteLength };
}

/** An `OrtValue` over the memory of a tensor, without a copy; the caller releases it. */
export function createOrtValue({ api, cpuMemory }: OrtRuntime, tensor: ForeignTensor): Pointer {
  const dims = BigInt64Array.from(tensor.dims, BigInt);
  return created(api, wrapping, (out) =>
    api.CreateTensorWithDataAsOrtValue(
      cpuMemory,
      tensor.pointer === 0n ? nothing : tensor.pointer,
      elementCount(tensor.dims) * elementSize(tensor.type),
      dims,
      dims.length,
      elementTypeNumber(tensor.type),
      out,
    ),
  );
}

/** Type, dims and memory of an `OrtValue`, valid as long as the value is. */
export function readOrtValue({ api }: OrtRuntime, value: Pointer, label: string): ForeignTensor {
  const info = created(api, wrapping, (out) => api.GetTensorTypeAndShape(value, out));
  try {
    const type = elementTypeOf(counted(api, wrapping, (out) => api.GetTensorElementType(info, out)));
    if (type === undefined) {
      throw new RankwiseError(
        'MODEL_UNSUPPORTED',
        `${label} has an element type rankwise does not support. Do not request it.`,
      );
    }
    const dims = readDims(api, info);
    const pointer = created(api, wrapping, (out) => api.GetTensorMutableData(value, out));
    return { type, dims, pointer, byteLength: elementCount(dims) * elementSize(type) };
  } finally {
    api.ReleaseTensorTypeAndShapeInfo(info);
  }
}

/** What has an `OrtValue`, which may be another one after each run. */
export interface OrtValueOwner {
  readonly value: Pointer;
}

/** A copy of an `OrtValue` on the CPU, in memory of ONNX Runtime's; the caller releases it. */
export function copyOrtValue(runtime: OrtRuntime, value: Pointer, label: string): Pointer {
  const { api, allocator } = runtime;
  const from = readOrtValue(runtime, value, label);
  const dims = BigInt64Array.from(from.dims, BigInt);
  const copy = created(api, wrapping, (out) =>
    api.CreateTensorAsOrtValue(allocator, dims, dims.length, elementTypeNumber(from.type), out),
  );
  copyBytes(readOrtValue(runtime, copy, label).pointer, from.pointer, from.byteLength);
  return copy;
}

/** A copy of foreign memory as a tensor of its own. */
export function copyForeign(foreign: ForeignTensor): Tensor {
  const tensor = Tensor.allocate(foreign.type, foreign.dims);
  copyFrom(foreign.pointer, tensor.data);
  return tensor;
}
