import { fileURLToPath } from 'node:url';

/**
 * The path of a file of the workspace, whatever the current directory is.
 *
 * @param {string} name relative to the root of the workspace
 */
export function workspaceFile(name) {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
