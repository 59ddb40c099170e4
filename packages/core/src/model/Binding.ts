import { RankwiseError } from '../errors/index.js';
import type { Pointer } from '../ffi/index.js';
import { created, type OrtApi } from '../ort/index.js';
import type { ForeignTensor, Tensor } from '../tensor/index.js';
import { checkTensor, fitsShape, requireAllInputs, requireIndex, requireTensorInfo } from './checkTensor.js';
import { blocksOf, overlaps, rowsOf } from './blocks.js';
import { CopiedOutput } from './CopiedOutput.js';
import { asForeign, copyOrtValue, createOrtValue, readOrtValue } from './OrtTensor.js';
import { boundOutputValues, readBoundOutputs } from './readBoundOutputs.js';
import { requireFeedback, requireOnce } from './requireFeedback.js';
import { requireOwnMemory } from './requireOwnMemory.js';
import type { Session, Side } from './Session.js';

/** What a model is bound to. */
export interface BindingTensors {
  /** A tensor for each input of the model that is not optional. */
  readonly inputs: Readonly<Record<string, Tensor | ForeignTensor>>;
  /** The outputs to compute; null: ONNX Runtime allocates, and the run decides the shape. */
  readonly outputs: Readonly<Record<string, Tensor | ForeignTensor | null>>;
  /**
   * The network's state: outputs by the name of the input that each is in the next run. The first run takes the input as
   * it was given. An output that `outputs` lacks is not seen and stays on the device; else it is bound to null.
   */
  readonly feedback?: Readonly<Record<string, string>>;
  /** A binding of the same model, not to be run any more, whose state the first run takes in place of certain inputs. */
  readonly continues?: { readonly from: Binding; readonly inputs: readonly string[] };
}

/** A run as one call of a C function, which any thread may make: `function(a, b, c)` gives an `OrtStatus*`. */
export interface RunCall {
  readonly function: Pointer;
  readonly arguments: readonly [a: Pointer, b: Pointer | null, c: Pointer];
}

interface Bound {
  readonly name: Pointer;
  /** The `OrtValue`; 0 where ONNX Runtime allocates. */
  value: Pointer;
  /** Where it allocates. */
  readonly memory: Pointer;
  /** Kept, so that the memory stays while ONNX Runtime has its address. */
  readonly tensor: Tensor | ForeignTensor | null;
}

/** An output that becomes an input. */
interface Fed {
  /** Its place among the outputs. */
  readonly index: number;
  readonly input: Bound;
  /** The input that the output is; undefined where it is none. */
  readonly same: Bound | undefined;
}

/**
 * A model bound to certain memory: each run reads the bytes that lie in the inputs then, and writes the
 * outputs in place. Nothing is checked, wrapped or copied on a run.
 */
export class Binding implements Disposable {
  readonly #session: Session;
  readonly #api: OrtApi;
  readonly #sessionPointer: Pointer;
  readonly #outputNames: readonly string[];
  readonly #inputs: Bound[] = [];
  /** First those that have a name here, then those that nobody sees. */
  readonly #outputs: Bound[] = [];
  readonly #onDevice: boolean;
  readonly #fed: Fed[] = [];
  /** Outputs that runs do not write in place, by their places among the outputs. */
  readonly #copied = new Map<number, CopiedOutput>();
  /** Whether outputs have to be bound anew: what a run allocated the next would take as preallocated, of that shape. */
  readonly #spoils: boolean;
  /** A large batch in parts that stay in the cache, each bound by itself; none: it is run as a whole. */
  readonly #blocks: Binding[] = [];
  #spoilt = false;
  #pointer: Pointer | null;
  #hasRun = false;
  /** What the last run left in the outputs, once it was asked for. */
  #read: readonly ForeignTensor[] | null = null;

  /** @internal Made by `Model.bind`. */
  constructor(session: Session, { inputs, outputs, feedback, continues }: BindingTensors) {
    this.#session = session;
    this.#api = session.runtime.api;
    this.#sessionPointer = session.pointer;
    this.#outputNames = Object.keys(outputs);
    this.#onDevice = session.device.kind !== 'cpu';
    requireAllInputs(session, inputs);
    requireOutput(session, [...this.#outputNames, ...Object.values(feedback ?? {})]);
    this.#pointer = created(this.#api, binding, (out) =>
      this.#api.CreateIoBinding(this.#sessionPointer, out),
    );
    try {
      for (const [name, tensor] of Object.entries(inputs)) {
        this.#inputs.push(this.#wrap(session.inputs, name, tensor));
      }
      const inputCalled = (name: string) => this.#inputs[Object.keys(inputs).indexOf(name)];
      for (const [name, tensor] of Object.entries(outputs)) this.#bindOutput(name, tensor, inputCalled(name));
      for (const [input, output] of Object.entries(feedback ?? {})) {
        requireFeedback(session, input, output, { inputs, outputs });
        requireOnce(session, output, feedback ?? {});
        const seen = this.#outputNames.indexOf(output);
        this.#fed.push({
          index: seen < 0 ? this.#outputs.length : seen,
          input: inputCalled(input) as Bound,
          same: inputCalled(output),
        });
        if (seen < 0) {
          const memory = stateMemory(session, input, output);
          this.#outputs.push(this.#wrap(session.outputs, output, null, memory));
        }
      }
      this.#spoils = this.#onDevice || this.#outputs.some(({ value }) => value === 0n);
      if (continues !== undefined) this.#takeState(continues.from, continues.inputs);
      this.#bindInputs(this.#pointer);
      this.#bindOutputs(this.#pointer);
      this.#divide({ inputs, outputs });
    } catch (cause) {
      this.close();
      throw cause;
    }
    session.adopt(this);
  }

  /**
   * Runs the model on what lies in the inputs now, and returns when the outputs are written.
   * @throws RankwiseError `RUN_FAILED`, `SHAPE_MISMATCH` (an output of another shape was bound),
   * `OUT_OF_MEMORY`, `CLOSED`.
   */
  run(): void {
    const pointer = this.#pointer ?? this.#closed();
    if (this.#blocks.length > 0) {
      for (const block of this.#blocks) block.run();
      this.#hasRun = true;
      return;
    }
    if (this.#onDevice) this.#copyInputs(pointer);
    if (this.#spoilt) this.prepare();
    this.ran(this.#api.RunWithBinding(this.#sessionPointer, null, pointer));
  }

  /**
   * A run as calls, one after another, for threads outside JavaScript; none where it takes more than calls, as on a device, and before
   * the first run, which shows whether outputs come where they should. The caller sees to it that no two runs of this binding overlap, that none does `close` (of the model neither), that `prepare` was
   * called since the last run, and that `ran` is told what the call gave unless that is null and no output was null.
   * Runs of other bindings of the model may overlap.
   */
  get calls(): readonly RunCall[] {
    const pointer = this.#pointer ?? this.#closed();
    if (this.#onDevice || !this.#hasRun || this.#copied.size > 0) return [];
    if (this.#blocks.length > 0) return this.#blocks.flatMap((block) => block.calls);
    const run = this.#session.runtime.runWithBinding;
    return [{ function: run, arguments: [this.#sessionPointer, null, pointer] }];
  }

  /** Makes ready for the next run, which drops what the last one left in outputs that ONNX Runtime allocates. */
  prepare(): void {
    if (!this.#spoilt) return;
    this.#bindOutputs(this.#pointer ?? this.#closed());
    this.#spoilt = false;
  }

  /** Ends a run that was made by `calls`: `status` is the first that was not null. @throws RankwiseError as `run`. */
  ran(status: Pointer | null): void {
    const pointer = this.#pointer ?? this.#closed();
    this.#spoilt = this.#spoils;
    this.#read = null;
    if (status !== null) this.#session.check(status);
    if (this.#onDevice) this.#session.check(this.#api.SynchronizeBoundOutputs(pointer));
    if (!this.#hasRun || this.#copied.size > 0) this.#lookAtOutputs(pointer);
    this.#hasRun = true;
    if (this.#fed.length > 0) this.#feed(pointer);
  }

  /**
   * Type, dims and memory of an output. Where ONNX Runtime allocates, valid until the next run or `close`.
   * @throws RankwiseError `TENSOR_UNKNOWN` (not bound), `INVALID_ARGUMENT` (not run yet), `CLOSED`.
   */
  output(name: string): ForeignTensor {
    const pointer = this.#pointer ?? this.#closed();
    const index = this.#outputNames.indexOf(name);
    const bound = this.#outputs[index];
    if (bound === undefined) throw notBound(this.#session, name, this.#outputNames);
    if (bound.tensor !== null) return asForeign(bound.tensor);
    if (!this.#hasRun) {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `The output '${name}' of the model '${this.#session.name}' has no shape before a run. Call run() first.`,
      );
    }
    const copied = this.#copied.get(index);
    if (copied !== undefined) return copied.value;
    this.#read ??= readBoundOutputs(this.#session, pointer, this.#outputNames);
    return this.#read[index] as ForeignTensor;
  }

  /** Releases the binding. Safe to call twice. */
  close(): void {
    if (this.#pointer === null) return;
    for (const block of this.#blocks) block.close();
    for (const bound of [...this.#inputs, ...this.#outputs]) this.#release(bound);
    this.#api.ReleaseIoBinding(this.#pointer);
    this.#pointer = null;
    this.#session.release(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #wrap(
    side: Side,
    name: string,
    tensor: Tensor | ForeignTensor | null,
    memory = this.#session.runtime.cpuMemory,
  ): Bound {
    const index = requireIndex(this.#session, side, name);
    const info = requireTensorInfo(this.#session, side, index);
    if (tensor !== null) checkTensor(this.#session, side, info, tensor);
    const value = tensor === null ? 0n : createOrtValue(this.#session.runtime, asForeign(tensor));
    return { name: side.names.at(index), value, memory, tensor };
  }

  #bindOutput(name: string, tensor: Tensor | ForeignTensor | null, same: Bound | undefined): void {
    const bound = this.#wrap(this.#session.outputs, name, tensor);
    const info = this.#session.outputs.infos[requireIndex(this.#session, this.#session.outputs, name)];
    const misfits = tensor !== null && info !== undefined && !fitsShape(info, tensor.dims);
    if (same !== undefined || misfits) {
      this.#copied.set(this.#outputs.length, new CopiedOutput(this.#session, name, tensor, same));
      this.#release(bound);
    }
    this.#outputs.push(bound);
  }

  /** Binds the parts of a batch by themselves where that is faster: see `blockRows`. */
  #divide({ inputs, outputs }: Pick<BindingTensors, 'inputs' | 'outputs'>): void {
    const most = this.#session.blockRows;
    const tensors = [...Object.values(inputs), ...Object.values(outputs)];
    const rows = tensors[0]?.dims[0] ?? 0;
    if (most === undefined || rows <= most || this.#copied.size > 0 || this.#fed.length > 0) return;
    if (tensors.some((tensor) => tensor?.dims[0] !== rows)) return;
    // One that the model has a value for is the same for all samples.
    if (Object.keys(inputs).some((name) => isOptional(this.#session, name))) return;
    // What one block writes is not to be what the next one reads.
    if (overlaps(Object.values(inputs), Object.values(outputs))) return;
    const part = (side: BindingTensors['outputs'], from: number, to: number) =>
      Object.fromEntries(
        Object.entries(side).map(([name, tensor]) => [name, rowsOf(tensor as ForeignTensor, from, to)]),
      );
    for (const [from, to] of blocksOf(rows, most)) {
      const bound = { inputs: part(inputs, from, to), outputs: part(outputs, from, to) };
      this.#blocks.push(new Binding(this.#session, bound));
    }
  }

  #release(bound: Bound): void {
    if (bound.value !== 0n) this.#api.ReleaseValue(bound.value);
    bound.value = 0n;
  }

  #bindInputs(pointer: Pointer): void {
    for (const { name, value } of this.#inputs) {
      this.#session.check(this.#api.BindInput(pointer, name, value));
    }
  }

  #bindOutputs(pointer: Pointer): void {
    for (const { name, value, memory } of this.#outputs) {
      const status =
        value === 0n
          ? this.#api.BindOutputToDevice(pointer, name, memory)
          : this.#api.BindOutput(pointer, name, value);
      this.#session.check(status);
    }
  }

  // Binding an input copies it to the device, so that its new bytes need a new binding.
  #copyInputs(pointer: Pointer): void {
    this.#bindInputs(pointer);
    this.#session.check(this.#api.SynchronizeBoundInputs(pointer));
  }

  /** Finds out whether the outputs came where they should, and copies those that do not. */
  #lookAtOutputs(pointer: Pointer): void {
    const { runtime, name } = this.#session;
    const values = boundOutputValues(this.#session, pointer);
    try {
      for (const [index, output] of this.#outputNames.entries()) {
        const value = values[index] ?? 0n;
        const copied = this.#copied.get(index);
        const tensor = this.#outputs[index]?.tensor ?? null;
        if (copied === undefined && tensor === null) continue;
        const came = readOrtValue(
          runtime,
          copied?.input?.value ?? value,
          `The output '${output}' of '${name}'`,
        );
        if (copied !== undefined) copied.take(came);
        else if (tensor !== null) requireOwnMemory(this.#session, output, asForeign(tensor), came);
      }
    } finally {
      for (const value of values) this.#api.ReleaseValue(value);
    }
  }

  /** Makes the outputs that feed an input the input. */
  #feed(pointer: Pointer): void {
    const values = boundOutputValues(this.#session, pointer);
    // One that is an input itself lies in memory that is not ours, and changes before the next run.
    for (const { index, same } of this.#fed) {
      if (same === undefined) continue;
      this.#api.ReleaseValue(values[index] ?? 0n);
      values[index] = copyOrtValue(this.#session.runtime, same.value, `A state of '${this.#session.name}'`);
    }
    for (const { index, input } of this.#fed) {
      [input.value, values[index]] = [values[index] ?? 0n, input.value];
      this.#session.check(this.#api.BindInput(pointer, input.name, input.value));
    }
    for (const value of values) this.#api.ReleaseValue(value);
  }

  /** Exchanges the values of inputs that are fed with those of another binding. */
  #takeState(from: Binding, inputs: readonly string[]): void {
    const names = new Set(
      inputs.map((name) =>
        this.#session.inputs.names.at(requireIndex(this.#session, this.#session.inputs, name)),
      ),
    );
    for (const { input } of this.#fed) {
      const other = from.#fed.find((fed) => fed.input.name === input.name);
      if (other === undefined || !names.has(input.name)) continue;
      [input.value, other.input.value] = [other.input.value, input.value];
    }
  }

  #closed(): never {
    throw new RankwiseError(
      'CLOSED',
      `The binding of the model '${this.#session.name}' was closed before. Bind again, or close it later.`,
    );
  }
}

/** Where a state that nobody sees stays: on the device, but on the CPU where outputs that are inputs are copied. */
function stateMemory(session: Session, input: string, output: string): Pointer {
  const isCopied = session.outputs.indexOf.has(input) || session.inputs.indexOf.has(output);
  if (isCopied) return session.runtime.cpuMemory;
  return session.memoryOf(requireIndex(session, session.inputs, input));
}

function isOptional({ inputs }: Session, name: string): boolean {
  return inputs.infos[inputs.indexOf.get(name) ?? -1]?.optional === true;
}

const binding = { doing: 'Binding a model', otherwise: 'INTERNAL' } as const;

function requireOutput(session: Session, names: readonly string[]): void {
  if (names.length > 0) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `No output of the model '${session.name}' was bound. Bind at least one, to memory or to null.`,
  );
}

function notBound(session: Session, name: string, names: readonly string[]): RankwiseError {
  return new RankwiseError(
    'TENSOR_UNKNOWN',
    `The output '${name}' of the model '${session.name}' is not bound; bound are ${names.map((one) => `'${one}'`).join(', ')}. Name it when binding.`,
  );
}
