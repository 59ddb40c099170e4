import { elementTypes, type TensorInfo } from '@rankwise/core';

/**
 * What `rw_model_expect()` of rankwise.h compares: a line for each input and then each output, without line ends.
 * `native/expect.c` writes the same.
 */
export function signatureOf(model: {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}): readonly string[] {
  return [
    ...model.inputs.map((info) => `input ${signatureOfTensor(info)}`),
    ...model.outputs.map((info) => `output ${signatureOfTensor(info)}`),
  ];
}

/** `x float32 [batch,?,3]`. */
export function signatureOfTensor(info: TensorInfo): string {
  const name = escapeName(info.name);
  if (!(elementTypes as readonly string[]).includes(info.type)) return `${name} other`;
  const dims = info.anyRank ? '...' : info.shape.map(signatureOfDimension).join(',');
  return `${name} ${info.type} [${dims}]${info.optional ? ' optional' : ''}`;
}

/** A size, `?`, or a name that cannot be taken for a size. */
export function signatureOfDimension(size: number | string | null): string {
  if (size === null) return '?';
  if (typeof size === 'number') return String(size);
  return /^\d/.test(size) ? escapeByte(size.charCodeAt(0)) + escapeName(size.slice(1)) : escapeName(size);
}

/** A name that needs no further care in Fortran, C and their comments: bytes that do are written `%XX`. */
export function escapeName(name: string): string {
  return [...Buffer.from(name)]
    .map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escapeByte(byte)))
    .join('');
}

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9_.:/()+-]/.test(String.fromCharCode(byte));
}

function escapeByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
