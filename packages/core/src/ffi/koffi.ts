import type { LibraryHandle } from 'koffi';
import { koffi } from './koffiModule.js';

const MIB = 1024 * 1024;

// ffi calls run on a stack of their own. Reading a deep graph or compiling a shader recurses further than
// the 2 MiB default, and an overflow there is a crash; pages that are not used cost nothing.
koffi.config({ ...koffi.config(), sync_stack_size: 8 * MIB });

export { koffi, type LibraryHandle };
