import type { ForeignTensor, Model } from '@rankwise/core';
import { BatchGroup } from './BatchGroup.js';
import type { BatchTensor } from './BatchMemory.js';
import type { Batching } from './BatchPolicy.js';
import type { Host, RequestInput, RequestOutput } from '../host/Host.js';

/** Groups of a model that are kept: each shape of a sample has its own. */
const MOST_GROUPS = 16;

/** A group that requests belong to, and the number of samples of each. */
export interface BatchMembership {
  readonly group: BatchGroup;
  readonly rows: number;
}

/** The groups of requests that can be run together. */
export class Batches {
  /** By model, which may be shared by ranks with policies of their own, and what their tensors have in common. */
  readonly #groups = new Map<Model, Map<string, BatchGroup>>();
  #lastNumber = 0;

  /** Finds the group of the run in hand; undefined where it can be in none. */
  find(host: Host, model: Model, batching: Batching): BatchMembership | undefined {
    const inputs = host.inputs;
    const outputs = host.outputs;
    if (!areAlike(model, inputs, outputs)) return undefined;
    const rows = inputs[0]?.tensor?.dims[0] ?? 0;
    const sides = [samplesOf(model, 'inputs', inputs, rows), samplesOf(model, 'outputs', outputs, rows)];
    const [ins, outs] = sides;
    if (rows < 1 || ins === undefined || outs === undefined) return undefined;
    const groups = this.#groups.get(model) ?? new Map<string, BatchGroup>();
    this.#groups.set(model, groups);
    const key = JSON.stringify([batching, sides]);
    const group = groups.get(key) ?? new BatchGroup(++this.#lastNumber, model, batching, ins, outs);
    groups.delete(key);
    groups.set(key, group); // the last one used is the last
    for (const [oldest, unused] of groups) {
      if (groups.size <= MOST_GROUPS) break;
      unused.close(host);
      groups.delete(oldest);
    }
    return { group, rows };
  }

  /** Forgets the models that no rank uses any more, whose runs are closed. */
  forget(isUsed: (model: Model) => boolean): void {
    for (const model of this.#groups.keys()) {
      if (!isUsed(model)) this.#groups.delete(model);
    }
  }
}

/** Whether a request has all inputs that the model needs and no other, and no state. */
function areAlike(model: Model, inputs: readonly RequestInput[], outputs: readonly RequestOutput[]): boolean {
  return (
    inputs.length === model.inputs.filter(({ optional }) => !optional).length &&
    inputs.every(({ position, carried }) => !carried && model.inputs[position]?.optional === false) &&
    outputs.every(({ feeds }) => feeds < 0)
  );
}

function samplesOf(
  model: Model,
  side: 'inputs' | 'outputs',
  tensors: readonly { readonly position: number; readonly tensor: ForeignTensor | null }[],
  rows: number,
): BatchTensor[] | undefined {
  const found: BatchTensor[] = [];
  for (const { position, tensor } of tensors) {
    const name = model[side][position]?.name;
    if (tensor === null || name === undefined || tensor.dims[0] !== rows) return undefined;
    found.push({ name, type: tensor.type, rest: tensor.dims.slice(1) });
  }
  return found;
}
