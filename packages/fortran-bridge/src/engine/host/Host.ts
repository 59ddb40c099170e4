import {
  elementTypeNumber,
  elementTypeOf,
  elementTypes,
  errorCodeOf,
  formatDevice,
  RankwiseError,
  type Environment,
  type ForeignTensor,
  type ProviderDevices,
  type Rank,
  type TensorInfo,
} from '@rankwise/core';
import { addressOf, memoryView, StringTable, type OutSlot, type Pointer } from '@rankwise/core/ffi';
import type { CallList } from './CallList.js';
import { openHostLibrary, type HostLibrary } from './openHostLibrary.js';

const maxRank = 15;

/** A tensor of a run: its place among the model's, and its memory; null where the run decides the shape. */
interface RequestTensor {
  readonly position: number;
  readonly tensor: ForeignTensor | null;
}

export interface RequestInput extends RequestTensor {
  /** Whether its value is what the run of the replaced key left, and not what lies in its memory. */
  readonly carried: boolean;
}

export interface RequestOutput extends RequestTensor {
  /** Position of the input that it is in the next run; -1: of none. */
  readonly feeds: number;
  /** Whether it stays here, not to be delivered. */
  readonly kept: boolean;
}

/** What a load asks for. */
export interface LoadRequest {
  /** The file; of a model that comes as bytes, its name. */
  readonly path: string;
  /** In memory of the rank's, valid until the request is answered. */
  readonly bytes: Uint8Array | undefined;
  readonly device: string;
  /** 0: the default. */
  readonly threads: number;
  /** `name=value;name=value` */
  readonly providerOptions: string;
  readonly noFallback: boolean;
  readonly tf32: boolean;
  /** As rw_load_options has it; empty: the default. */
  readonly batching: string;
  /** The rank where the program says it; undefined: as the launcher tells. */
  readonly rank: Rank | undefined;
}

/** Asks which device a load would run on. */
export interface ResolveRequest {
  readonly device: string;
  readonly rank: Rank | undefined;
  /** That of the rank, whose launcher's variables tell its numbers. */
  readonly environment: Environment;
}

/** The request in hand and its answer, on rankwise_host.h. Only `wait` brings the next request. */
export class Host {
  readonly #library: HostLibrary;
  readonly #host: Pointer;
  readonly #dims = new BigInt64Array(maxRank);

  private constructor(library: HostLibrary, host: Pointer) {
    this.#library = library;
    this.#host = host;
  }

  /**
   * Starts serving the ranks that connect to a listening socket.
   * @param cores that each rank and this process have to themselves together
   * @param threads runs that may be made at once, besides what this thread does; fewer than 2: none
   * @throws RankwiseError `RUNTIME_UNAVAILABLE` (the library), `SYSTEM`.
   */
  static open(libraryPath: string, listenDescriptor: number, cores: number, threads: number): Host {
    const library = openHostLibrary(libraryPath);
    const out: OutSlot<Pointer> = [null];
    if (library.open(out, listenDescriptor, cores, threads) === 0 && out[0] !== null)
      return new Host(library, out[0]);
    throw new RankwiseError('SYSTEM', library.errorMessage() ?? 'The host could not be opened.');
  }

  /** Blocks until the next request, and returns its key; 0 when the last rank is gone. */
  wait(): number {
    return Number(this.#library.wait(this.#host));
  }

  complete(): void {
    this.#library.complete(this.#host);
  }

  fail(status: number, message: string): void {
    this.#library.fail(this.#host, status, message);
  }

  get operation(): number {
    return this.#library.operation(this.#host);
  }

  get connection(): number {
    return this.#library.connection(this.#host);
  }

  /** Key of the run whose tensors are gone with this request; 0: none. */
  get replaced(): number {
    return Number(this.#library.replaced(this.#host));
  }

  get model(): number {
    return this.#library.model(this.#host);
  }

  get load(): LoadRequest {
    return {
      path: this.#library.loadPath(this.#host) ?? '',
      bytes: this.#loadBytes(),
      device: this.#library.loadDevice(this.#host) ?? '',
      threads: this.#library.loadThreads(this.#host),
      providerOptions: this.#library.loadProviderOptions(this.#host) ?? '',
      noFallback: this.#library.loadNoFallback(this.#host) !== 0,
      tf32: this.#library.loadTf32(this.#host) !== 0,
      batching: this.#library.loadBatching(this.#host) ?? '',
      rank: this.#loadRank(),
    };
  }

  get resolve(): ResolveRequest {
    return {
      device: this.#library.loadDevice(this.#host) ?? '',
      rank: this.#loadRank(),
      environment: this.#environment(),
    };
  }

  /** Answers a resolve, before `complete`. */
  describeDevice(device: string): void {
    this.#check(this.#library.describeModel(this.#host, 0, device, '', ''));
  }

  /** Answers a load, before `complete`. */
  describe(
    model: number,
    description: {
      device: string;
      runtime: string;
      fallback: string;
      inputs: readonly TensorInfo[];
      outputs: readonly TensorInfo[];
      metadata: readonly (readonly [key: string, value: string])[];
    },
  ): void {
    const { device, runtime, fallback } = description;
    this.#check(this.#library.describeModel(this.#host, model, device, runtime, fallback));
    for (const info of description.inputs) {
      this.#check(this.#library.describeInput(this.#host, ...described(info), info.optional ? 1 : 0));
    }
    for (const info of description.outputs) {
      this.#check(this.#library.describeOutput(this.#host, ...described(info)));
    }
    for (const [key, value] of description.metadata) {
      this.#check(this.#library.describeMetadata(this.#host, key, value));
    }
  }

  get inputs(): RequestInput[] {
    return this.#tensors(0, (i) => ({ carried: this.#library.tensorCarried(this.#host, i) !== 0 }));
  }

  get outputs(): RequestOutput[] {
    return this.#tensors(1, (i) => ({
      feeds: this.#library.tensorFeeds(this.#host, i),
      kept: this.#library.tensorKept(this.#host, i) !== 0,
    }));
  }

  /** Answers a request for the devices, before `complete`. */
  describeDevices(providers: readonly ProviderDevices[]): void {
    const none = { index: -1, name: '', driver: '', memoryBytes: 0, software: false };
    for (const { kind, provider, devices, reason } of providers) {
      for (const { index, name, driver, memoryBytes, software } of devices.length > 0 ? devices : [none]) {
        const device = index < 0 ? kind : formatDevice({ kind, index });
        const texts = [device, kind, provider, name, driver, reason] as const;
        this.#check(this.#library.describeDevice(this.#host, ...texts, memoryBytes, index, Number(software)));
      }
    }
  }

  /** Answers output `i`, whose shape the run decided. @throws RankwiseError `OUT_OF_MEMORY`, `MODEL_UNSUPPORTED`. */
  deliver(i: number, { type, dims, pointer }: ForeignTensor): void {
    const sizes = BigInt64Array.from(dims, BigInt);
    const number = elementTypeNumber(type);
    this.#check(this.#library.deliverOutput(this.#host, i, number, dims.length, sizes, pointer));
  }

  /**
   * Offers the run in hand, and its repeats, to the host's threads. True: one of them makes it, and it is out of hand;
   * what the engine has to end comes back as `made`.
   */
  submit(calls: CallList): boolean {
    const [run = 0n, a = 0n, b = 0n, c = 0n] = calls.addresses;
    if (calls.count === 1) return this.#library.submit(this.#host, run, a, b, c) !== 0;
    return this.#library.submitAll(this.#host, addressOf(calls.addresses), calls.count) !== 0;
  }

  /** A run that a thread has made: its key, and what its call gave. */
  get made(): { readonly key: number; readonly result: Pointer | null } {
    return {
      key: Number(this.#library.madeKey(this.#host)),
      result: this.#library.madeResult(this.#host),
    };
  }

  /** Says that the run in hand, and its repeats, may be joined with others of the group; 0: with none. */
  group(group: number, rows: number): void {
    this.#library.group(this.#host, group, rows);
  }

  /**
   * Takes runs of the same group that wait beside that in hand.
   * @param delay seconds to wait for more
   * @returns samples that are in hand together
   */
  batch(most: number, delay: number): number {
    return Number(this.#library.batch(this.#host, most, Math.round(delay * 1e9)));
  }

  /** Copies an input of all runs in hand, of `rowBytes` a sample. */
  copyIntoBatch(i: number, memory: Pointer, rowBytes: number): void {
    this.#copyBatch(0, i, memory, rowBytes);
  }

  copyOutOfBatch(i: number, memory: Pointer, rowBytes: number): void {
    this.#copyBatch(1, i, memory, rowBytes);
  }

  /** A range of addresses for tensors of the ranks side by side; undefined where there is none. */
  openWindow(bytes: number): number | undefined {
    const window = this.#library.windowOpen(this.#host, bytes);
    return window < 0 ? undefined : window;
  }

  closeWindow(window: number): void {
    this.#library.windowClose(this.#host, window);
  }

  /** Shows a tensor of all runs in hand in a window, without a copy; null where it cannot be. */
  showBatch(window: number, side: 'inputs' | 'outputs', i: number, rowBytes: number): Pointer | null {
    return this.#library.batchWindow(this.#host, window, side === 'outputs' ? 1 : 0, i, rowBytes);
  }

  /** Puts all but the run in hand back, each to be run by itself. */
  splitBatch(): void {
    this.#library.batchSplit(this.#host);
  }

  close(): void {
    this.#library.close(this.#host);
  }

  #copyBatch(output: 0 | 1, i: number, memory: Pointer, rowBytes: number): void {
    if (this.#library.batchCopy(this.#host, output, i, memory, rowBytes) !== 0) return;
    throw new RankwiseError(
      'INTERNAL',
      'Something else wrote to the memory that ranks share with the engine.',
    );
  }

  #loadBytes(): Uint8Array | undefined {
    const pointer = this.#library.loadBytes(this.#host);
    if (pointer === null) return undefined;
    const size = Number(this.#library.loadSize(this.#host));
    return size === 0 ? new Uint8Array() : new Uint8Array(memoryView(pointer, size));
  }

  #loadRank(): Rank | undefined {
    const numbers = new Int32Array(4);
    if (this.#library.loadRanks(this.#host, numbers) === 0) return undefined;
    const [rank, size, localRank, localSize] = numbers as unknown as [number, number, number, number];
    return { rank, size, localRank, localSize, launcher: 'program' };
  }

  #environment(): Environment {
    const pointer = this.#library.loadEnvironment(this.#host);
    const size = Number(this.#library.loadEnvironmentSize(this.#host));
    const text = pointer === null ? '' : Buffer.from(memoryView(pointer, size)).toString();
    const environment: Record<string, string> = {};
    for (const entry of text.split('\0')) {
      const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(entry) ?? [];
      if (name !== undefined) environment[name] = value;
    }
    return environment;
  }

  #tensors<T>(output: 0 | 1, more: (i: number) => T): (RequestTensor & T)[] {
    const count = this.#library.tensorCount(this.#host, output);
    return Array.from({ length: count }, (_, i) => ({
      position: this.#library.tensorPosition(this.#host, output, i),
      tensor: this.#tensor(output, i),
      ...more(i),
    }));
  }

  #tensor(output: number, i: number): ForeignTensor | null {
    const pointer = this.#library.tensorData(this.#host, output, i);
    const type = elementTypeOf(this.#library.tensorType(this.#host, output, i));
    if (pointer === null || type === undefined) return null;
    const rank = this.#library.tensorDims(this.#host, output, i, this.#dims);
    return {
      type,
      dims: Array.from(this.#dims.subarray(0, rank), Number),
      pointer,
      byteLength: Number(this.#library.tensorBytes(this.#host, output, i)),
    };
  }

  #check(status: number): void {
    const code = errorCodeOf(status);
    if (code === undefined) return;
    // The rank puts its number before the message itself.
    throw new RankwiseError(code, (this.#library.errorMessage() ?? code).replace(/^rank \d+: /, ''));
  }
}

/** An input or output as `describeInput` and `describeOutput` take it. */
function described(info: TensorInfo) {
  const dims = BigInt64Array.from(info.shape, (size) => BigInt(typeof size === 'number' ? size : -1));
  const names = new StringTable(info.shape.map((size) => (typeof size === 'string' ? size : '')));
  const rank = info.anyRank ? -1 : info.shape.length;
  return [info.name, typeNumber(info), rank, dims, names.pointers] as const;
}

/** 0 for what is no numeric tensor: it can be described, but not run. */
function typeNumber({ type }: TensorInfo): number {
  const known = elementTypes.find((one) => one === type);
  return known === undefined ? 0 : elementTypeNumber(known);
}
