import { resolve } from 'node:path';

/** @typedef {{ prefix: string | undefined, npm: string | undefined, withNode: boolean }} DistOptions */

export const USAGE = `Usage: npm run dist -- --prefix DIR [--with-node]
       npm run dist -- --npm DIR [--with-node]

Makes a folder that holds all of rankwise: the library (shared and static), headers, Fortran sources and compiled modules,
packages for CMake, pkg-config and fpm, the engine with ONNX Runtime, the command line, Python, examples, pages. It needs
neither this checkout nor the place where it was made: move it, pack it, make it read-only.

Options:
  --prefix DIR  the folder; what it holds of another rankwise is replaced
  --npm DIR     pack such a folder as one package for npm, into a folder that is there; it has no dependencies
  --with-node   include this Node.js; without it, programs use the node on the PATH, or RANKWISE_NODE
  --help        print this text

Exit status: 0 made, 1 something failed, 2 wrong option.

Examples:
  npm run dist -- --prefix ~/rankwise
  npm run dist -- --prefix /opt/rankwise --with-node
  npm run dist -- --npm . && npm install --prefix ~/demo ./rankwise-*.tgz
`;

/**
 * @param {readonly string[]} args
 * @param {string} folder from which a relative path counts
 * @returns {DistOptions | string} a text: what is wrong with them
 */
export function parseOptions(args, folder) {
  let prefix;
  let npm;
  let withNode = false;
  for (let i = 0; i < args.length; i++) {
    const [name, value] = (args[i] ?? '').split(/=(.*)/s, 2);
    if (name === '--with-node' && value === undefined) withNode = true;
    else if (name === '--prefix') prefix = value ?? args[++i];
    else if (name === '--npm') npm = value ?? args[++i];
    else return `there is no option ${args[i]}; \`npm run dist -- --help\` lists them`;
  }
  const folders = [prefix, npm].filter((one) => one !== undefined);
  if (folders.length !== 1 || folders.some((one) => one === '' || one.startsWith('--'))) {
    return 'name one folder: npm run dist -- --prefix DIR, or --npm DIR';
  }
  const from = (/** @type {string | undefined} */ one) =>
    one === undefined ? undefined : resolve(folder, one);
  return { prefix: from(prefix), npm: from(npm), withNode };
}
