import { nearestName, RankwiseError } from '../errors/index.js';
import {
  elementCount,
  elementSize,
  formatShape,
  type ElementType,
  type ForeignTensor,
  type Tensor,
} from '../tensor/index.js';
import type { Session, Side } from './Session.js';
import { formatInfo, type TensorInfo } from './TensorInfo.js';

/** Position of a named input or output; `TENSOR_UNKNOWN` where the model has none of this name. */
export function requireIndex(session: Session, side: Side, name: string): number {
  const index = side.indexOf.get(name);
  if (index !== undefined) return index;
  const names = side.infos.map((info) => info.name);
  const meant = nearestName(name, names);
  throw new RankwiseError(
    'TENSOR_UNKNOWN',
    `The model '${session.name}' has no ${side.role} '${name}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`} Its ${side.role}s are ${names.map((one) => `'${one}'`).join(', ')}.`,
  );
}

/** The info at a position; `MODEL_UNSUPPORTED` where it is no tensor that rankwise can run. */
export function requireTensorInfo(
  session: Session,
  side: Side,
  index: number,
): TensorInfo & { readonly type: ElementType } {
  const info = side.infos[index];
  if (info !== undefined && isNumeric(info)) return info;
  throw new RankwiseError(
    'MODEL_UNSUPPORTED',
    `The ${side.role} '${info?.name ?? index}' of the model '${session.name}' is of type ${info?.type ?? 'unknown'}, which rankwise cannot run. ${side.role === 'output' ? 'Name only the outputs that are numeric tensors; a classifier of scikit-learn is exported with options={"zipmap": False}.' : 'Export the model with numeric tensors as inputs.'}`,
  );
}

/** Whether a value is a tensor of an element type, which a run can take or give. */
export function isNumeric(info: TensorInfo): info is TensorInfo & { readonly type: ElementType } {
  return !['string', 'sequence', 'map', 'optional', 'sparse', 'opaque', 'unknown'].includes(info.type);
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

/**
 * Throws `TYPE_MISMATCH` or `SHAPE_MISMATCH` unless a tensor fits what the model says. Of an output the model may say a
 * wrong shape, as many published detectors do: that is left to the run.
 */
export function checkTensor(
  session: Session,
  side: Side,
  info: TensorInfo,
  tensor: Tensor | ForeignTensor,
): void {
  if (tensor.type !== info.type) {
    throw mismatch('TYPE_MISMATCH', session, side, info, tensor, `Give a tensor of ${info.type}.`);
  }
  if (side.role === 'input' && !fitsShape(info, tensor.dims)) {
    throw mismatch('SHAPE_MISMATCH', session, side, info, tensor, 'Give a tensor of that shape.');
  }
  if ('byteLength' in tensor) checkByteLength(session, side, info, tensor);
}

/** Whether dims are among those that the model declares. */
export function fitsShape(info: TensorInfo, dims: readonly number[]): boolean {
  if (info.anyRank) return true;
  if (dims.length !== info.shape.length) return false;
  for (let index = 0; index < dims.length; index++) {
    const size = info.shape[index];
    if (typeof size === 'number' && size !== dims[index]) return false;
  }
  return true;
}

function mismatch(
  code: 'TYPE_MISMATCH' | 'SHAPE_MISMATCH',
  session: Session,
  side: Side,
  info: TensorInfo,
  tensor: Tensor | ForeignTensor,
  remedy: string,
): RankwiseError {
  return new RankwiseError(
    code,
    `The ${side.role} '${info.name}' of the model '${session.name}' is ${formatInfo(info)}, but ${tensor.type} ${formatShape(tensor.dims)} was given. ${remedy}`,
  );
}

function checkByteLength(session: Session, side: Side, info: TensorInfo, tensor: ForeignTensor): void {
  const needed = elementCount(tensor.dims) * elementSize(tensor.type);
  if (tensor.byteLength >= needed && (tensor.pointer !== 0n || needed === 0)) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The memory given for the ${side.role} '${info.name}' of the model '${session.name}' has ${tensor.pointer === 0n ? 'no address' : `${tensor.byteLength} bytes`}, ${tensor.type} ${formatShape(tensor.dims)} needs ${needed}. Give more memory or correct the dims.`,
  );
}
