import { RankwiseError, type ErrorCode } from '../errors/index.js';

/** What was being done when ONNX Runtime reported an error. */
export interface OrtSituation {
  /** Begins the message, such as `Loading the model 'net.onnx'`. */
  readonly doing: string;
  /** Code of an error that nothing more is known about. */
  readonly otherwise: ErrorCode;
  /** Whether `otherwise` is the code whatever ONNX Runtime says. */
  readonly only?: boolean;
}

interface Rule {
  /** `OrtErrorCode` of the status, where it decides. */
  readonly status?: number;
  readonly text?: RegExp;
  readonly code: ErrorCode;
  readonly remedy: string;
}

// `/onnxruntime_src/onnxruntime/core/graph/model.cc:202 onnxruntime::Model::Model(…) `
const sourcePlace = /\/onnxruntime_src\/\S+:\d+ [^\n]*?\)(?: const)? (?=\S)/g;

const NOT_FOUND = 3;
const INVALID_PROTOBUF = 7;
const NOT_IMPLEMENTED = 9;

// ONNX Runtime has a dozen status codes and most failures share one, so that the text has to decide.
const broken = 'Check that the file is ONNX and complete: copy or export it again.';

const rules: readonly Rule[] = [
  {
    text: /fallback to CPU EP has been explicitly disabled/i,
    code: 'DEVICE_UNAVAILABLE',
    remedy:
      'Export the model with operators that the device has, or allow the CPU by leaving noFallback out.',
  },
  {
    text: /bad_alloc|failed to allocate memory|out of memory|OUT_OF_MEMORY|cudaErrorMemoryAllocation/i,
    code: 'OUT_OF_MEMORY',
    remedy: 'Use a smaller batch, fewer ranks on this device, or a device with more memory.',
  },
  {
    text: /missing opset|does not have a graph|out of bounds or can not be read in full/i,
    code: 'MODEL_INVALID',
    remedy: broken,
  },
  {
    text: /external data|external initializer|model_path must not be empty/i,
    code: 'MODEL_NOT_FOUND',
    remedy:
      'The weights of this model lie in files of their own: keep them beside the .onnx file, under their original names, and load it by path.',
  },
  {
    text: /could not find an implementation/i,
    code: 'MODEL_UNSUPPORTED',
    remedy:
      'This ONNX Runtime has that operator, but not for the element types that the model uses on this device: for many of them there is float32 alone. Export the network as float32; rankwise converts your arrays if you ask for it (convert).',
  },
  {
    text: /locale/i,
    code: 'MODEL_UNSUPPORTED',
    remedy:
      'The model asks for a language setting (locale) that this machine lacks: install it (on Debian: package locales, then locale-gen), or export the model without it.',
  },
  {
    text: /not a registered function\/op|no op registered|no opset import|opset \d+ is under|IR version|is not supported|unsupported (type|data)/i,
    code: 'MODEL_UNSUPPORTED',
    remedy:
      'Export the model with an operator set that this ONNX Runtime has, or set RANKWISE_ORT_LIBRARY to a newer one.',
  },
  {
    status: NOT_IMPLEMENTED,
    code: 'MODEL_UNSUPPORTED',
    remedy: 'Export the model with operators and types that this ONNX Runtime has for this device.',
  },
  { status: INVALID_PROTOBUF, code: 'MODEL_INVALID', remedy: broken },
  {
    status: NOT_FOUND,
    code: 'MODEL_NOT_FOUND',
    remedy: 'Check the path and the permissions of the file.',
  },
  {
    text: /webgpu adapter|webgpu device|CUDA failure|no CUDA-capable device|CUDA driver version/i,
    code: 'DEVICE_UNAVAILABLE',
    remedy: "Check the device's driver and libraries, or ask for device 'cpu'.",
  },
  {
    text: /invalid (dimensions|rank) for input|computed output shape|shape mismatch|does not match the expected shape/i,
    code: 'SHAPE_MISMATCH',
    remedy: 'Give tensors of the shapes that the model takes and gives for these inputs.',
  },
  {
    text: /unexpected (input|output) data type/i,
    code: 'TYPE_MISMATCH',
    remedy: 'Give tensors of the element types of the model.',
  },
];

const remedies: Partial<Record<ErrorCode, string>> = {
  MODEL_INVALID: broken,
  DEVICE_UNAVAILABLE: "Check the device's driver and libraries, or ask for device 'cpu'.",
  RUN_FAILED: 'Check the shapes and values of the inputs against what the model expects.',
  INTERNAL: 'Please report it with this message.',
};

/** The error that a status of ONNX Runtime means. `status` is its `OrtErrorCode`, `text` its message. */
export function statusError(status: number, text: string, situation: OrtSituation): RankwiseError {
  const rule = rules.find(
    (one) =>
      !situation.only &&
      (one.status === undefined || one.status === status) &&
      (one.text?.test(text) ?? true),
  );
  const code = rule?.code ?? situation.otherwise;
  const remedy = rule?.remedy ?? remedies[code] ?? '';
  const reason = text.replace(sourcePlace, '').trim().replace(/\.+$/, '');
  return new RankwiseError(code, `${situation.doing} failed: ${reason}. ${remedy}`.trim());
}
