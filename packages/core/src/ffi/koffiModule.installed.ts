import { fileURLToPath } from 'node:url';

const native = { exports: {} };
// Not by require, which looks for a package.json in each folder above.
process.dlopen(native, fileURLToPath(new URL('./koffi.node', import.meta.url)));

/** koffi's native part, which lies beside this file in an installed folder: the package's search for it opens many files. */
export const koffi = native.exports as typeof import('koffi');
