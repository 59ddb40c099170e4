/**
 * The one table of errors of rankwise. Numbers are part of the C ABI: they never change and are never
 * used again for something else. 0 is success (`OK`) and thus never an error.
 */
export const errorCodes = [
  { name: 'INVALID_ARGUMENT', number: 1, text: 'an argument is not valid' },
  { name: 'MODEL_NOT_FOUND', number: 2, text: 'the file of a model, or one it refers to, is not there' },
  { name: 'MODEL_INVALID', number: 3, text: 'the model is empty, truncated or not ONNX' },
  {
    name: 'MODEL_UNSUPPORTED',
    number: 4,
    text: 'this ONNX Runtime lacks an operator, type or opset of the model',
  },
  { name: 'TENSOR_UNKNOWN', number: 5, text: 'the model has no input or output of this name' },
  { name: 'TYPE_MISMATCH', number: 6, text: 'the element type of a tensor is not the one of the model' },
  { name: 'SHAPE_MISMATCH', number: 7, text: 'the shape of a tensor does not fit the one of the model' },
  { name: 'DEVICE_UNAVAILABLE', number: 8, text: 'the requested device is not available here' },
  { name: 'RUN_FAILED', number: 9, text: 'the run of a model failed' },
  { name: 'NODE_UNAVAILABLE', number: 10, text: 'Node.js is missing or too old' },
  { name: 'ENGINE_START_FAILED', number: 11, text: 'the engine could not be started' },
  { name: 'ENGINE_LOST', number: 12, text: 'the engine ended while it was needed' },
  { name: 'TIMEOUT', number: 13, text: 'the time allowed has passed' },
  { name: 'CLOSED', number: 14, text: 'the object was closed before' },
  { name: 'OUT_OF_MEMORY', number: 15, text: 'memory could not be allocated' },
  { name: 'RUNTIME_UNAVAILABLE', number: 16, text: 'a library is missing or too old' },
  { name: 'VERSION_MISMATCH', number: 17, text: 'two parts of rankwise are of different versions' },
  { name: 'SYSTEM', number: 18, text: 'a system call failed' },
  { name: 'MPI_UNAVAILABLE', number: 19, text: 'MPI is missing or failed' },
  { name: 'INTERNAL', number: 20, text: 'a defect in rankwise' },
  {
    name: 'MODEL_CHANGED',
    number: 21,
    text: 'the model is not the one that the code of its caller was generated for',
  },
] as const;

/** The name of an error, stable across versions. */
export type ErrorCode = (typeof errorCodes)[number]['name'];

/** The number of an error as the C and Fortran interfaces give it, 1 or more. */
export function errorNumber(code: ErrorCode): number {
  return numbers[code];
}

/** The code of a number, or undefined where no error has it. */
export function errorCodeOf(number: number): ErrorCode | undefined {
  return errorCodes.find((entry) => entry.number === number)?.name;
}

const numbers = Object.fromEntries(errorCodes.map(({ name, number }) => [name, number])) as Record<
  ErrorCode,
  number
>;
