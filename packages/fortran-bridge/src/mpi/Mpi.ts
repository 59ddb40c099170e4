import { RankwiseError, type TypedArray } from '@rankwise/core';
import { mpiLibrary } from './libraries.js';
import { openMpiBinding, type MpiBinding } from './MpiBinding.js';
import { refuseOtherLauncher } from './refuseOtherLauncher.js';

/** How to initialise MPI. */
export interface MpiOptions {
  /** Path of the shim; `mpiLibrary()` without it. */
  library?: string;
}

// MPI counts in C integers.
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The world of MPI as this process, one of its ranks, sees it. Every method but `abort` is collective: all
 * ranks must call it, in the same order, and each blocks its thread until MPI lets it go on.
 */
export class Mpi implements Disposable {
  private finalized = false;

  private constructor(
    private readonly binding: MpiBinding,
    /** This process's rank, from 0. */
    readonly rank: number,
    /** The number of ranks. */
    readonly size: number,
  ) {}

  /**
   * Initialises MPI in this process, for one thread that calls it among others (MPI_THREAD_FUNNELED); once, and before
   * anything else of MPI. Where the process has initialised MPI itself, its error handler stays, and so does
   * finalizing its business.
   * @throws RankwiseError `MPI_UNAVAILABLE` where the shim is missing, MPI fails, does not allow threads, or is another
   * than its launcher's; what was begun is finalized then.
   */
  static init(options: MpiOptions = {}): Mpi {
    const binding = openMpiBinding(options.library ?? mpiLibrary());
    try {
      check(binding, 'init', binding.init());
      requireThreads(binding);
      const mpi = new Mpi(binding, read(binding, 'rank'), read(binding, 'size'));
      refuseOtherLauncher(mpi);
      return mpi;
    } catch (error) {
      // A launcher takes a process that leaves MPI open for one that failed. What went wrong first is thrown.
      binding.finalize();
      throw error;
    }
  }

  /** The MPI library and its version, one line. */
  get library(): string {
    return this.binding.library() ?? '';
  }

  /** Returns when every rank has called it. */
  barrier(): void {
    this.requireOpen('barrier');
    this.check('barrier', this.binding.barrier());
  }

  /**
   * Collects the elements of every rank, of the same type and number each, on one rank.
   * @returns on `root` one array for each rank, in rank order; elsewhere undefined.
   * @throws RankwiseError `INVALID_ARGUMENT` (root, too many bytes), `MPI_UNAVAILABLE` where MPI fails.
   */
  gather<A extends TypedArray>(values: A, root = 0): A[] | undefined {
    this.requireOpen('gather');
    if (!Number.isInteger(root) || root < 0 || root >= this.size) {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `Rank ${this.rank}: the root of a gather is ${root}. Give one of the ranks 0 to ${this.size - 1}.`,
      );
    }
    if (values.byteLength > MOST_BYTES) {
      throw new RankwiseError(
        'INVALID_ARGUMENT',
        `Rank ${this.rank}: a gather of ${values.byteLength} bytes is more than MPI takes at once, ${MOST_BYTES}. Gather in parts.`,
      );
    }
    const all = this.rank === root ? new Uint8Array(values.byteLength * this.size) : null;
    this.check('gather', this.binding.gather(values, values.byteLength, all, root));
    return all === null ? undefined : this.partsOf(all.buffer, values);
  }

  /** Leaves MPI, which cannot be initialised again in this process. Safe to call twice. */
  finalize(): void {
    if (this.finalized) return;
    this.finalized = true;
    this.check('finalize', this.binding.finalize());
  }

  /** Ends every rank of the job at once, with `code` as exit status where the launcher hands it on. */
  abort(code: number): never {
    this.binding.abort(code);
    process.exit(code === 0 ? 1 : code);
  }

  [Symbol.dispose](): void {
    this.finalize();
  }

  private partsOf<A extends TypedArray>(all: ArrayBuffer, like: A): A[] {
    const constructor = like.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => A;
    return Array.from(
      { length: this.size },
      (_, rank) => new constructor(all, rank * like.byteLength, like.length),
    );
  }

  private requireOpen(call: string): void {
    if (this.finalized) {
      throw new RankwiseError('CLOSED', `Rank ${this.rank}: ${call} after finalize. Finalize MPI last.`);
    }
  }

  private check(call: string, errorClass: number): void {
    check(this.binding, `${call} on rank ${this.rank}`, errorClass);
  }
}

function requireThreads(binding: MpiBinding): void {
  if (read(binding, 'threads') === 1) return;
  throw new RankwiseError(
    'MPI_UNAVAILABLE',
    `This MPI (${binding.library() ?? 'unknown'}) does not let a process have threads, and Node.js has some: asked for MPI_THREAD_FUNNELED, it gave less. Use an MPI that is built with threads.`,
  );
}

function read(binding: MpiBinding, what: 'rank' | 'size' | 'threads'): number {
  const out: [number | null] = [null];
  check(binding, what, binding[what](out));
  return out[0] ?? 0;
}

function check(binding: MpiBinding, call: string, errorClass: number): void {
  if (errorClass === 0) return;
  const text = binding.errorText(errorClass) ?? '';
  throw new RankwiseError(
    'MPI_UNAVAILABLE',
    `MPI failed in ${call}: ${text} (class ${errorClass}). See the messages of the launcher and the other ranks.`,
  );
}
