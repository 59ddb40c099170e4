import { RankwiseError, type Binding, type ForeignTensor, type Model } from '@rankwise/core';
import type { Pointer } from '@rankwise/core/ffi';
import type { BatchMembership } from './batching/Batches.js';
import { CallList } from './host/CallList.js';
import type { Host } from './host/Host.js';

/** After a failure of its own a run is made by itself so many times: in a batch it would make all of them run twice. */
const ALONE = 64;

/** A model bound to the tensors of one key. */
export class BoundRun {
  /** The rank's number of the model. */
  readonly model: number;
  readonly connection: number;
  readonly #binding: Binding;
  /** The outputs whose shape the run decides, and which the rank gets: place in the request, name in the model. */
  readonly #decided: readonly { readonly i: number; readonly name: string }[];
  readonly #batch: BatchMembership | undefined;
  /** Whether it has run before: the first run does not wait for others, who may be far from theirs. */
  #repeats = false;
  #offered = false;
  /** Kept while threads of the host's may make them. */
  #calls: CallList | undefined;
  /** Runs that are still made alone. */
  #alone = 0;
  /** Whether a run leaves something to do: outputs to deliver, or to keep. */
  readonly #leaves: boolean;

  /**
   * Binds the tensors of the run in hand.
   * @param replaced what was bound in its place, whose state it may carry on; not to be run any more
   * @param batch with which it may be run together
   * @throws RankwiseError as `Model.bind`; `INVALID_ARGUMENT` where there is no state to carry on.
   */
  constructor(host: Host, model: Model, replaced: BoundRun | undefined, batch: BatchMembership | undefined) {
    this.#batch = batch;
    this.model = host.model;
    this.connection = host.connection;
    const inputs = named<ForeignTensor>();
    const carried: string[] = [];
    for (const input of host.inputs) {
      const name = nameAt(model, 'inputs', input.position);
      if (input.tensor !== null) inputs[name] = input.tensor;
      if (input.carried) carried.push(name);
    }
    if (carried.length > 0 && replaced === undefined) throw stateLost(model);
    const outputs = named<ForeignTensor | null>();
    const feedback = named<string>();
    const decided: { i: number; name: string }[] = [];
    for (const [i, { position, tensor, feeds, kept }] of host.outputs.entries()) {
      const name = nameAt(model, 'outputs', position);
      if (!kept) outputs[name] = tensor;
      if (tensor === null && !kept) decided.push({ i, name });
      if (feeds >= 0) feedback[nameAt(model, 'inputs', feeds)] = name;
    }
    this.#decided = decided;
    this.#leaves = decided.length > 0 || Object.keys(feedback).length > 0;
    const continues = replaced && { continues: { from: replaced.#binding, inputs: carried } };
    this.#binding = model.bind({ inputs, outputs, feedback, ...continues });
    batch?.group.enter(host.connection, batch.rows);
  }

  /** Runs on the bytes that lie in the tensors now, with others of its batch. @throws RankwiseError as `Binding.run`. */
  run(host: Host): void {
    if (this.#batch === undefined) this.#runAlone(host);
    else this.#runInBatch(host, this.#batch);
    this.#repeats = true;
  }

  #runInBatch(host: Host, { group, rows }: BatchMembership): void {
    const alone = () => {
      try {
        this.#runAlone(host);
      } catch (error) {
        this.#alone = ALONE;
        host.group(0, rows);
        throw error;
      }
    };
    if (this.#alone === 0) {
      group.run(host, rows, this.#repeats, alone);
      return;
    }
    alone();
    if (--this.#alone === 0) host.group(group.number, rows);
  }

  #runAlone(host: Host): void {
    if (!this.#leaves) this.#binding.run();
    else
      this.#deliver(host, () => {
        this.#binding.run();
      });
  }

  /**
   * Leaves the run in hand to a thread of the host's, if the host wants that, and lets it decide so for its repeats. Asked
   * once, after the first run, which shows whether a thread can make the others.
   */
  submit(host: Host): boolean {
    if (this.#offered || !this.#repeats) return false;
    this.#offered = true;
    const calls = this.#batch === undefined ? this.#binding.calls : [];
    if (calls.length === 0) return false;
    this.#calls = new CallList(calls);
    return host.submit(this.#calls);
  }

  /** Ends a run that a thread of the host's has made. @throws RankwiseError as `Binding.run`. */
  end(host: Host, status: Pointer | null): void {
    this.#deliver(host, () => {
      this.#binding.ran(status);
    });
  }

  close(host: Host): void {
    this.#binding.close();
    this.#batch?.group.leave(host, this.connection, this.#batch.rows);
  }

  #deliver(host: Host, run: () => void): void {
    try {
      run();
      for (const { i, name } of this.#decided) host.deliver(i, this.#binding.output(name));
    } finally {
      this.#binding.prepare(); // the next run may be a thread's
    }
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

function stateLost(model: Model): RankwiseError {
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `The state of the model '${model.name}' was never set: its last run did not happen. Put the inputs that hold it again.`,
  );
}

/** A record without a prototype: a tensor may be called `__proto__`. */
function named<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
