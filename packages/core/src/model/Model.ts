import { resolveDevice, type Device } from '../device/index.js';
import type { Tensor } from '../tensor/index.js';
import { Binding, type BindingTensors } from './Binding.js';
import { requireIndex } from './checkTensor.js';
import type { FallbackOperator } from './fallback.js';
import { readMetadata, type ModelMetadata } from './ModelMetadata.js';
import type { ModelOptions } from './ModelOptions.js';
import { openModelSource } from './ModelSource.js';
import { readModelHeader, type ModelHeader } from './readModelHeader.js';
import { refuseWrongBody } from './refuseWrongBody.js';
import { runSession, type NamedTensors } from './runSession.js';
import { Session } from './Session.js';
import type { TensorInfo } from './TensorInfo.js';

/** An ONNX model in a session on a device. Runs are synchronous; a model serves one thread. */
export class Model implements AsyncDisposable, Disposable {
  readonly #session: Session;
  /** What the model says about itself. */
  readonly metadata: ModelMetadata;

  private constructor(session: Session, header: ModelHeader) {
    this.#session = session;
    this.metadata = { ...readMetadata(session.runtime, session.pointer), ...header };
  }

  /**
   * Loads a model from the path of an `.onnx` file or from its bytes, and prepares it for a device. Sessions
   * are created on the calling thread, one at a time: the WebGPU EP does not bear more.
   * @throws RankwiseError `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_UNSUPPORTED`, `DEVICE_UNAVAILABLE`,
   * `RUNTIME_UNAVAILABLE`, `INVALID_ARGUMENT` (an option), `OUT_OF_MEMORY`.
   */
  static async load(from: string | Uint8Array, options: ModelOptions = {}): Promise<Model> {
    const source = await openModelSource(from, options.name);
    const device = resolveDevice(options.device ?? 'cpu', options.rank);
    const session = new Session(source, device, options);
    try {
      // Only now: ONNX Runtime has found that the file makes sense.
      refuseWrongBody(source);
      return new Model(session, readModelHeader(source.content));
    } catch (cause) {
      session.close();
      throw cause;
    }
  }

  /** Name of the model in messages. */
  get name(): string {
    return this.#session.name;
  }

  /** The device that the model runs on. */
  get device(): Device {
    return this.#session.device;
  }

  /**
   * The operators that run on the CPU though the device is another one; empty where there are none. Arithmetic on
   * shapes is not counted. Undefined where ONNX Runtime is older than 1.24 and cannot tell.
   */
  get fallback(): readonly FallbackOperator[] | undefined {
    return this.#session.fallback;
  }

  /** The inputs, in the order of the model. */
  get inputs(): readonly TensorInfo[] {
    return this.#session.inputs.infos;
  }

  /** The outputs, in the order of the model. */
  get outputs(): readonly TensorInfo[] {
    return this.#session.outputs.infos;
  }

  /** The input of a name. @throws RankwiseError `TENSOR_UNKNOWN`. */
  inputInfo(name: string): TensorInfo {
    return this.inputs[requireIndex(this.#session, this.#session.inputs, name)] as TensorInfo;
  }

  /** The output of a name. @throws RankwiseError `TENSOR_UNKNOWN`. */
  outputInfo(name: string): TensorInfo {
    return this.outputs[requireIndex(this.#session, this.#session.outputs, name)] as TensorInfo;
  }

  /**
   * Runs the model once. Names, types and shapes are checked first.
   * @param inputs a tensor for each input that is not optional
   * @param outputs the names of the outputs to compute, or tensors that are filled in place; default: all that are numeric tensors
   * @returns the outputs by name: the given tensors, or new ones of the shapes that came out
   * @throws RankwiseError `TENSOR_UNKNOWN`, `TYPE_MISMATCH`, `SHAPE_MISMATCH`, `INVALID_ARGUMENT` (an input is
   * missing), `MODEL_UNSUPPORTED` (no numeric tensor), `RUN_FAILED`, `OUT_OF_MEMORY`, `CLOSED`.
   */
  run(inputs: NamedTensors, outputs?: NamedTensors | readonly string[]): Record<string, Tensor> {
    if (outputs === undefined || isList(outputs)) return runSession(this.#session, inputs, outputs);
    using binding = this.bind({ inputs, outputs });
    binding.run();
    return { ...outputs };
  }

  /**
   * Binds the model to memory that many runs use. Checked as by `run`, once.
   * @throws RankwiseError as `run`.
   */
  bind(tensors: BindingTensors): Binding {
    return new Binding(this.#session, tensors);
  }

  /** Releases the session and closes its bindings. Safe to call twice. */
  close(): void {
    this.#session.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}

function isList(outputs: NamedTensors | readonly string[]): outputs is readonly string[] {
  return Array.isArray(outputs);
}
