import { resolve } from 'node:path';

/** @typedef {{ prefix: string, withNode: boolean }} DistOptions */

export const USAGE = `Usage: npm run dist -- --prefix DIR [--with-node]

Makes a folder that holds all of rankwise: the library (shared and static), headers, Fortran sources and compiled modules,
packages for CMake, pkg-config and fpm, the engine with ONNX Runtime, the command line, Python, examples, pages. It needs
neither this checkout nor the place where it was made: move it, pack it, make it read-only.

Options:
  --prefix DIR  the folder; what it holds of another rankwise is replaced
  --with-node   include this Node.js; without it, programs use the node on the PATH, or RANKWISE_NODE
  --help        print this text

Exit status: 0 made, 1 something failed, 2 wrong option.

Examples:
  npm run dist -- --prefix ~/rankwise
  npm run dist -- --prefix /opt/rankwise --with-node
`;

/**
 * @param {readonly string[]} args
 * @param {string} folder from which a relative path counts
 * @returns {DistOptions | string} a text: what is wrong with them
 */
export function parseOptions(args, folder) {
  let prefix;
  let withNode = false;
  for (let i = 0; i < args.length; i++) {
    const [name, value] = (args[i] ?? '').split(/=(.*)/s, 2);
    if (name === '--with-node' && value === undefined) withNode = true;
    else if (name === '--prefix') prefix = value ?? args[++i];
    else return `there is no option ${args[i]}; \`npm run dist -- --help\` lists them`;
  }
  if (!prefix || prefix.startsWith('--')) return 'name the folder: npm run dist -- --prefix DIR';
  return { prefix: resolve(folder, prefix), withNode };
}
