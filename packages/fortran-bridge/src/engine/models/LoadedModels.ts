import {
  executionProviders,
  formatDevice,
  formatFallback,
  Model,
  parseProviderOptions,
  RankwiseError,
  runtimeInfo,
  sampleObstacleOf,
  type ModelMetadata,
  type ModelOptions,
  type TensorInfo,
} from '@rankwise/core';
import { parseBatchPolicy, type Batching, type BatchPolicy } from '../batching/BatchPolicy.js';
import type { LoadRequest } from '../host/Host.js';
import { batchSizing } from '../batching/batchSizing.js';
import { SharedModels } from './SharedModels.js';

/** What a rank learns of a model it has loaded. */
export interface ModelDescription {
  readonly device: string;
  /** Such as `ONNX Runtime 1.30.0, CPUExecutionProvider`. */
  readonly runtime: string;
  /** `Exp, NonZero (3 nodes)` */
  readonly fallback: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** What the model says about itself, by the names that ONNX gives the entries. */
  readonly metadata: readonly (readonly [key: string, value: string])[];
}

interface LoadedModel {
  readonly model: Model;
  readonly connection: number;
  /** Undefined: its requests are run one by one. */
  readonly batching: Batching | undefined;
}

/** The models of an engine by their numbers, each number the property of the rank (the connection) that loaded it. */
export class LoadedModels {
  readonly #models = new Map<number, LoadedModel>();
  readonly #shared: SharedModels | undefined;
  #lastNumber = 0;

  /** @param shared whether ranks that load the same share one session; else each load reads what lies there now */
  constructor(shared: boolean) {
    this.#shared = shared ? new SharedModels() : undefined;
  }

  /** @throws RankwiseError as `Model.load`. */
  async load(
    connection: number,
    { path, bytes, device, threads, rank, providerOptions, noFallback, tf32, batching }: LoadRequest,
  ): Promise<{ number: number; description: ModelDescription }> {
    // ONNX Runtime copies what it keeps of the bytes: the rank takes them back with the answer.
    const options: ModelOptions = {
      device,
      noFallback,
      tf32,
      providerOptions: parseProviderOptions(providerOptions),
      ...(threads > 0 && { threads }),
      ...(bytes !== undefined && { name: path }),
      ...(rank !== undefined && { rank }),
    };
    const from = bytes ?? path;
    const policy =
      batching === ''
        ? parseBatchPolicy(process.env['RANKWISE_BATCHING'] || 'auto', 'RANKWISE_BATCHING')
        : parseBatchPolicy(batching);
    const model = await (this.#shared?.acquire(from, options) ?? Model.load(from, options));
    try {
      const number = ++this.#lastNumber;
      this.#models.set(number, { model, connection, batching: this.#decide(policy, model, from) });
      return { number, description: describe(model) };
    } catch (error) {
      this.#release(model);
      throw error;
    }
  }

  /** @throws RankwiseError `CLOSED`. */
  get(number: number, connection: number): LoadedModel {
    const found = this.#models.get(number);
    if (found?.connection === connection) return found;
    throw new RankwiseError('CLOSED', `The engine has no model ${number} any more. Load it again.`);
  }

  /** Whether a rank has the model loaded. */
  has(model: Model): boolean {
    return [...this.#models.values()].some((one) => one.model === model);
  }

  close(number: number): void {
    const found = this.#models.get(number);
    this.#models.delete(number);
    if (found !== undefined) this.#release(found.model);
  }

  closeAllOf(connection: number): void {
    for (const [number, owned] of this.#models) {
      if (owned.connection === connection) this.close(number);
    }
  }

  /** Whether requests for a model are run as batches. @throws RankwiseError `MODEL_UNSUPPORTED` where that was asked for in vain. */
  #decide(policy: BatchPolicy, model: Model, from: string | Uint8Array): Batching | undefined {
    if (policy.mode === 'off') return undefined;
    const batching = () =>
      ({ ...policy, sizing: policy.pad ? batchSizing(model.device.kind, from) : 'exact' }) as const;
    if (policy.mode === 'independent') return batching();
    // On the CPU a batch is no faster than its parts, and cores are used by threads.
    if (policy.mode === 'auto' && (this.#shared === undefined || model.device.kind === 'cpu'))
      return undefined;
    const obstacle = obstacleOf(from);
    if (obstacle === undefined) return batching();
    if (policy.mode === 'auto') return undefined;
    throw new RankwiseError(
      'MODEL_UNSUPPORTED',
      `Requests for the model '${model.name}' cannot be run as one batch, as the option batching asks: ${obstacle}. Leave the option out; or, if you know that each sample's output depends on that sample alone, ask for 'independent'.`,
    );
  }

  #release(model: Model): void {
    if (this.#shared === undefined) model.close();
    else this.#shared.release(model);
  }
}

function obstacleOf(from: string | Uint8Array): string | undefined {
  try {
    return sampleObstacleOf(from);
  } catch (error) {
    return `its file cannot be read any more (${error instanceof Error ? error.message : String(error)})`;
  }
}

function describe(model: Model): ModelDescription {
  const fallback = formatFallback(model.fallback ?? []);
  const elsewhere = fallback === '' ? '' : `, on the CPU: ${fallback}`;
  return {
    device: formatDevice(model.device),
    runtime: `ONNX Runtime ${runtimeInfo().version}, ${executionProviders[model.device.kind]}${elsewhere}`,
    fallback,
    inputs: model.inputs,
    outputs: model.outputs,
    metadata: describeMetadata(model.metadata),
  };
}

function describeMetadata(metadata: ModelMetadata): [key: string, value: string][] {
  const { 'ai.onnx': opset, ...further } = metadata.opsets;
  const entries: [string, string | number | undefined][] = [
    ['ir_version', metadata.irVersion],
    ['opset', opset],
    ...Object.entries(further).map(([domain, version]): [string, number] => [`opset:${domain}`, version]),
    ['producer_name', metadata.producer],
    ['producer_version', metadata.producerVersion],
    ['domain', metadata.domain],
    ['model_version', metadata.version],
    ['doc_string', metadata.description],
    ['graph_name', metadata.graphName],
  ];
  const said = entries.filter(([, value]) => value !== undefined && value !== '' && value !== 0);
  return [
    ...said.map(([key, value]): [string, string] => [key, String(value)]),
    ...Object.entries(metadata.custom),
  ];
}
