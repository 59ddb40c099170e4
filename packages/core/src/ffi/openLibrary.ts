import { RankwiseError } from '../errors/index.js';
import { koffi, type LibraryHandle } from './koffi.js';
import type { Pointer, Signature } from './Signature.js';

/** A shared library that is open in this process. */
export interface Library {
  /** Path or name it was opened by; null for the process itself. */
  readonly path: string | null;
  /** The function of a prototype; `RUNTIME_UNAVAILABLE` where the library does not export it. */
  func<const P extends string>(prototype: P): Signature<P>;
  /** Whether the library exports this name. */
  has(name: string): boolean;
  /** Address of an exported function or variable; `RUNTIME_UNAVAILABLE` where there is none. */
  symbol(name: string): Pointer;
}

/** How to open a library, and what to tell the user who lacks it. */
export interface OpenLibraryOptions {
  /** A sentence saying what to do where the library cannot be opened. */
  remedy?: string;
}

// koffi unloads a library when its handle is collected, with functions, addresses and threads still in use.
const handles = new Map<string | null, LibraryHandle>();

/**
 * Opens a shared library by path or by a name that the system's loader finds; null is the process itself. It stays
 * open as long as the process lives.
 * @throws RankwiseError `RUNTIME_UNAVAILABLE` where it cannot be opened.
 */
export function openLibrary(path: string | null, options: OpenLibraryOptions = {}): Library {
  const remedy = options.remedy ?? 'Install the library or correct its path.';
  const handle = attempt(() => load(path), `Cannot open the library '${path ?? 'of the process'}'`, remedy);
  const missing = (name: string) => `The library '${path ?? 'of the process'}' has no '${name}'`;
  return {
    path,
    func: <const P extends string>(prototype: P) =>
      attempt(() => handle.func(prototype) as unknown as Signature<P>, missing(prototype), remedy),
    has: (name) => {
      try {
        return Boolean(handle.symbol(name));
      } catch {
        return false;
      }
    },
    symbol: (name) => attempt(() => koffi.address(handle.symbol(name)), missing(name), remedy),
  };
}

function load(path: string | null): LibraryHandle {
  const handle = handles.get(path) ?? koffi.load(path);
  handles.set(path, handle);
  return handle;
}

function attempt<T>(open: () => T, what: string, remedy: string): T {
  try {
    return open();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RankwiseError('RUNTIME_UNAVAILABLE', `${what}: ${reason}. ${oldRuntime(reason) ?? remedy}`, {
      cause,
    });
  }
}

/** What to do where the loader found the C++ library of an older compiler than the one that made the library in hand. */
function oldRuntime(reason: string): string | undefined {
  if (!/version `(GLIBCXX|CXXABI|GCC)_[^']*' not found/.test(reason)) return undefined;
  return 'Unload the module that puts an older libstdc++ into LD_LIBRARY_PATH or LD_PRELOAD, or load one that has a newer one.';
}
