import { listProviders, RankwiseError } from '@rankwise/core';
import { operations } from './host/hostFunctions.js';
import { Batches } from './batching/Batches.js';
import { BoundRun } from './BoundRun.js';
import type { Host } from './host/Host.js';
import { LoadedModels } from './models/LoadedModels.js';
import { resolveForRank } from './placement/resolveForRank.js';

/**
 * Serves requests until the last rank is gone. A failure is the rank's answer, and never the engine's end.
 * @param shared whether the ranks of a node share this engine
 */
export async function serve(host: Host, shared: boolean): Promise<void> {
  const models = new LoadedModels(shared);
  const batches = new Batches();
  const runs = new Map<number, BoundRun>();
  for (let key = serveBound(host, runs); key !== 0; key = serveBound(host, runs)) {
    const replaced = runs.get(host.replaced);
    runs.delete(host.replaced);
    try {
      await handle(host, key, models, batches, runs, replaced);
      host.complete();
    } catch (error) {
      host.fail(...failure(error));
    } finally {
      replaced?.close(host);
    }
  }
}

/** The path of a call: waits, runs what is bound already, answers. Returns the key of the first request that is not. */
function serveBound(host: Host, runs: ReadonlyMap<number, BoundRun>): number {
  for (;;) {
    const key = host.wait();
    const bound = runs.get(key);
    if (bound === undefined) return key;
    try {
      if (bound.submit(host)) continue;
      bound.run(host);
      host.complete();
    } catch (error) {
      host.fail(...failure(error));
    }
  }
}

async function handle(
  host: Host,
  key: number,
  models: LoadedModels,
  batches: Batches,
  runs: Map<number, BoundRun>,
  replaced: BoundRun | undefined,
): Promise<void> {
  switch (host.operation) {
    case operations.load: {
      const { number, description } = await models.load(host.connection, host.load);
      try {
        host.describe(number, description);
      } catch (error) {
        models.close(number);
        throw error;
      }
      return;
    }
    case operations.run: {
      const { model, batching } = models.get(host.model, host.connection);
      const batch = batching && batches.find(host, model, batching);
      const bound = new BoundRun(host, model, replaced, batch);
      runs.set(key, bound);
      if (batch !== undefined) host.group(batch.group.number, batch.rows);
      bound.run(host);
      return;
    }
    case operations.made: {
      const { key: made, result } = host.made;
      (runs.get(made) as BoundRun).end(host, result);
      return;
    }
    case operations.close: {
      models.get(host.model, host.connection);
      close(host, runs, (run) => run.model === host.model);
      models.close(host.model);
      batches.forget((model) => models.has(model));
      return;
    }
    case operations.gone: {
      close(host, runs, (run) => run.connection === host.connection);
      models.closeAllOf(host.connection);
      batches.forget((model) => models.has(model));
      return;
    }
    case operations.devices: {
      host.describeDevices(listProviders());
      return;
    }
    case operations.resolve: {
      host.describeDevice(resolveForRank(host.resolve));
      return;
    }
    default:
      throw new RankwiseError('VERSION_MISMATCH', `The engine knows no request of kind ${host.operation}.`);
  }
}

function close(host: Host, runs: Map<number, BoundRun>, isGone: (run: BoundRun) => boolean): void {
  for (const [key, run] of runs) {
    if (!isGone(run)) continue;
    run.close(host);
    runs.delete(key);
  }
}

function failure(error: unknown): [status: number, message: string] {
  if (error instanceof RankwiseError) return [error.number, error.message];
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [new RankwiseError('INTERNAL', text).number, text];
}
