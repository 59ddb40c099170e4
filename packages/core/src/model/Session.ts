import type { Device } from '../device/index.js';
import { RankwiseError } from '../errors/index.js';
import { StringTable, type Pointer } from '../ffi/index.js';
import { checkStatus, created, inputMemory, loadOrtRuntime, type OrtRuntime } from '../ort/index.js';
import { elementSize, elementTypes } from '../tensor/index.js';
import { blockRows } from './blocks.js';
import { readFallback, refuseFallback, type FallbackOperator } from './fallback.js';
import type { ModelOptions } from './ModelOptions.js';
import type { ModelSource } from './ModelSource.js';
import { readTensorInfo } from './readTensorInfo.js';
import type { TensorInfo } from './TensorInfo.js';
import { threadCount } from './threads.js';
import { withSessionOptions } from './withSessionOptions.js';

/** One side of a model: its tensors, and their names as C takes them. */
export interface Side {
  readonly role: 'input' | 'output';
  readonly infos: readonly TensorInfo[];
  readonly names: StringTable;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** An `OrtSession`, and what it is asked on every run. */
export class Session {
  readonly runtime: OrtRuntime = loadOrtRuntime();
  readonly inputs: Side;
  readonly outputs: Side;
  /** What runs on the CPU though the device is another one; undefined where ONNX Runtime cannot tell. */
  readonly fallback: readonly FallbackOperator[] | undefined;
  /** Of the inputs that have no value in the model. */
  readonly #inputCount: number;
  #inputMemory: readonly Pointer[] | undefined;
  #pointer: Pointer | null;
  /** Samples that a run should have at most, on the CPU: see `blockRows`. */
  readonly blockRows: number | undefined;
  readonly #dependents = new Set<Disposable>();

  constructor(
    readonly source: ModelSource,
    readonly device: Device,
    options: ModelOptions,
  ) {
    this.#pointer = createSession(this.runtime, source, device, options);
    try {
      this.fallback = readFallback(this.runtime, this.#pointer, device, source);
      if (options.noFallback === true) refuseFallback(this.fallback ?? [], device, source);
      const needed = readTensorInfo(this.runtime, this.#pointer, 'Input');
      const optional = readTensorInfo(this.runtime, this.#pointer, 'OverridableInitializer');
      this.#inputCount = needed.length;
      this.inputs = side(source, 'input', [...needed, ...optional]);
      this.outputs = side(source, 'output', readTensorInfo(this.runtime, this.#pointer, 'Output'));
      this.blockRows = this.#findBlockRows(threadCount(options.threads));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The `OrtSession`. Throws `CLOSED` after `close`. */
  get pointer(): Pointer {
    if (this.#pointer === null) {
      throw new RankwiseError(
        'CLOSED',
        `The model ${this.source.label} was closed before. Load it again, or close it later.`,
      );
    }
    return this.#pointer;
  }

  /** Name of the model for messages. */
  get name(): string {
    return this.source.name;
  }

  /** The memory in which the operators take an input (`OrtMemoryInfo`). */
  memoryOf(input: number): Pointer {
    this.#inputMemory ??= inputMemory(this.runtime, this.pointer, this.#inputCount);
    return this.#inputMemory[input] ?? this.runtime.cpuMemory;
  }

  /** Throws what a status of a run says. */
  check(status: Pointer | null): void {
    checkStatus(this.runtime.api, status, {
      doing: `Running the model '${this.name}'`,
      otherwise: 'RUN_FAILED',
    });
  }

  /** Registers what uses the session, so that it is disposed before the session is. */
  adopt(dependent: Disposable): void {
    this.#dependents.add(dependent);
  }

  /** Takes back `adopt`. */
  release(dependent: Disposable): void {
    this.#dependents.delete(dependent);
  }

  #findBlockRows(threads: number): number | undefined {
    const infos = [...this.inputs.infos, ...this.outputs.infos];
    const [first] = infos;
    const isFree = infos.every(({ shape }) => shape.length > 0 && typeof shape[0] !== 'number');
    if (this.device.kind !== 'cpu' || !isFree || first === undefined) return undefined;
    const type = elementTypes.find((one) => one === first.type);
    try {
      return type === undefined ? undefined : blockRows(this.source, elementSize(type), threads);
    } catch {
      return undefined; // ONNX Runtime could read it: that is what counts
    }
  }

  /** Releases the session and what uses it. Safe to call twice. */
  close(): void {
    if (this.#pointer === null) return;
    for (const dependent of this.#dependents) dependent[Symbol.dispose]();
    this.runtime.api.ReleaseSession(this.#pointer);
    this.#pointer = null;
  }
}

function createSession(
  runtime: OrtRuntime,
  source: ModelSource,
  device: Device,
  options: ModelOptions,
): Pointer {
  const { api, env } = runtime;
  const { content } = source;
  const loading = { doing: `Loading the model ${source.label}`, otherwise: 'MODEL_INVALID' } as const;
  return withSessionOptions(runtime, device, options, (sessionOptions) =>
    created(api, loading, (out) =>
      'path' in content
        ? api.CreateSession(env, content.path, sessionOptions, out)
        : api.CreateSessionFromArray(env, content.bytes, content.bytes.byteLength, sessionOptions, out),
    ),
  );
}

function side(source: ModelSource, role: Side['role'], infos: readonly TensorInfo[]): Side {
  const twice = infos.find(({ name }, index) => infos.findIndex((one) => one.name === name) < index);
  if (twice !== undefined) {
    throw new RankwiseError(
      'MODEL_INVALID',
      `The model ${source.label} lists its ${role} '${twice.name}' twice, so that its ${role}s cannot be told apart. Export it with a name for each.`,
    );
  }
  return {
    role,
    infos,
    names: new StringTable(infos.map(({ name }) => name)),
    indexOf: new Map(infos.map(({ name }, index) => [name, index])),
  };
}
