import { expect, test } from 'vitest';
import { statusError } from '../../src/ort/statusError.js';

const loading = { doing: "Loading the model 'm'", otherwise: 'MODEL_INVALID' } as const;
const running = { doing: "Running the model 'm'", otherwise: 'RUN_FAILED' } as const;

test.each([
  [1, 'No Op registered for Foo with domain_version of 13', loading, 'MODEL_UNSUPPORTED'],
  [9, 'whatever is not there', loading, 'MODEL_UNSUPPORTED'],
  [7, 'Protobuf parsing failed.', loading, 'MODEL_INVALID'],
  [3, 'File does not exist', loading, 'MODEL_NOT_FOUND'],
  [1, 'something else', loading, 'MODEL_INVALID'],
  [6, 'something else', running, 'RUN_FAILED'],
  [6, 'std::bad_alloc', running, 'OUT_OF_MEMORY'],
  [2, 'Got invalid dimensions for input: x for the following indices', running, 'SHAPE_MISMATCH'],
  [2, 'Unexpected input data type. Actual: (tensor(double))', running, 'TYPE_MISMATCH'],
  [1, 'CUDA failure 100: no CUDA-capable device is detected', running, 'DEVICE_UNAVAILABLE'],
] as const)('status %i "%s" has its code', (status, text, situation, code) => {
  expect(statusError(status, text, situation).code).toBe(code);
});

test('the message says what was done, why it failed and what to do, without places in C++ sources', () => {
  const text =
    '/onnxruntime_src/onnxruntime/core/graph/model.cc:202 onnxruntime::Model::Model(onnx::ModelProto&&) const Unsupported model IR version: 999.';
  expect(statusError(1, text, loading).message).toBe(
    "Loading the model 'm' failed: Unsupported model IR version: 999. Export the model with an operator set that this ONNX Runtime has, or set RANKWISE_ORT_LIBRARY to a newer one.",
  );
});

test('a situation may fix the code', () => {
  const preparing = { doing: 'Preparing', otherwise: 'DEVICE_UNAVAILABLE', only: true } as const;
  expect(statusError(9, 'out of memory', preparing).code).toBe('DEVICE_UNAVAILABLE');
});

test.each([
  ['Could not find an implementation for Erf(13) node with name "e"', /Export the network as float32/],
  [
    'Failed to construct locale with name:en_US.UTF-8:name not valid',
    /install it \(on Debian: package locales/,
  ],
])('"%s" has a remedy of its own', (text, remedy) => {
  const { code, message } = statusError(9, text, loading);
  expect(code).toBe('MODEL_UNSUPPORTED');
  expect(message).toMatch(remedy);
});
