import { RankwiseError, type Binding, type ForeignTensor, type Model } from '@rankwise/core';
import type { Host } from './Host.js';

/** A model bound to the tensors of one key. */
export class BoundRun {
  readonly model: Model;
  readonly connection: number;
  readonly #binding: Binding;
  /** The outputs whose shape the run decides: place in the request, name in the model. */
  readonly #decided: readonly { readonly i: number; readonly name: string }[];

  /** Binds the tensors of the run in hand. @throws RankwiseError as `Model.bind`. */
  constructor(host: Host, model: Model) {
    this.model = model;
    this.connection = host.connection;
    const inputs = named<ForeignTensor>();
    for (const { position, tensor } of host.tensors('inputs')) {
      if (tensor !== null) inputs[nameAt(model, 'inputs', position)] = tensor;
    }
    const outputs = named<ForeignTensor | null>();
    const decided: { i: number; name: string }[] = [];
    for (const [i, { position, tensor }] of host.tensors('outputs').entries()) {
      const name = nameAt(model, 'outputs', position);
      outputs[name] = tensor;
      if (tensor === null) decided.push({ i, name });
    }
    this.#decided = decided;
    this.#binding = model.bind({ inputs, outputs });
  }

  /** Runs on the bytes that lie in the tensors now. @throws RankwiseError as `Binding.run`. */
  run(host: Host): void {
    this.#binding.run();
    for (const { i, name } of this.#decided) host.deliver(i, this.#binding.output(name));
  }

  close(): void {
    this.#binding.close();
  }
}

function nameAt(model: Model, side: 'inputs' | 'outputs', position: number): string {
  const name = model[side][position]?.name;
  if (name !== undefined) return name;
  throw new RankwiseError(
    'TENSOR_UNKNOWN',
    `The model '${model.name}' has no tensor ${position} among its ${side}.`,
  );
}

/** A record without a prototype: a tensor may be called `__proto__`. */
function named<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
