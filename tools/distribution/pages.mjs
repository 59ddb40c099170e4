import { workspaceFile } from '../setup/workspaceFile.mjs';

/** @import { Prefix } from './Prefix.mjs' */

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'benchmarks/README.md',
  ...['cli', 'core', 'fortran-bridge', 'python'].map((name) => `packages/${name}/README.md`),
  'packages/fortran-bridge/ftorch/README.md',
];

/**
 * Puts the pages there, in the folders that they have in the repository, so that their links to one another hold.
 *
 * @param {Prefix} prefix
 * @param {string} folder
 */
export function installPages(prefix, folder) {
  for (const page of pages) prefix.copy(workspaceFile(page), `${folder}/${page}`);
  prefix.copyFolder(workspaceFile('docs'), `${folder}/docs`);
  prefix.link(`${folder}/apps/examples`, 'share/rankwise/examples');
}
