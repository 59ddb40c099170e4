import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { externalFilesOf, Model, type ModelOptions } from '@rankwise/core';

/** One session of each model for all ranks that load it: one copy of the weights. */
export class SharedModels {
  readonly #entries = new Map<string, { readonly model: Model; users: number }>();

  /**
   * The model of a file or of bytes with these options, for one more user.
   * @throws RankwiseError as `Model.load`.
   */
  async acquire(from: string | Uint8Array, options: ModelOptions): Promise<Model> {
    const identity = await identify(from);
    if (identity === undefined) return Model.load(from, options); // and it says why
    const providerOptions = Object.entries(options.providerOptions ?? {}).toSorted();
    const key = JSON.stringify([identity, { ...options, providerOptions, rank: undefined }]);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.users++;
      return known.model;
    }
    const model = await Model.load(from, options);
    this.#entries.set(key, { model, users: 1 });
    return model;
  }

  /** Closes the model with its last user. */
  release(model: Model): void {
    for (const [key, entry] of this.#entries) {
      if (entry.model !== model) continue;
      if (--entry.users > 0) return;
      this.#entries.delete(key);
    }
    model.close();
  }
}

/** What a model is, besides its options. Undefined where there is no such file. */
async function identify(from: string | Uint8Array): Promise<readonly string[] | undefined> {
  if (typeof from !== 'string') return [createHash('sha256').update(from).digest('hex')];
  try {
    const files = [from, ...externalFilesOf(from).map((name) => resolve(dirname(from), name))];
    const stats = await Promise.all(files.map((file) => stat(file, { bigint: true })));
    // The path counts too: weights in files of their own are looked for beside it.
    return [from, ...stats.flatMap(({ dev, ino, size, ctimeNs }) => [dev, ino, size, ctimeNs].map(String))];
  } catch {
    return undefined;
  }
}
