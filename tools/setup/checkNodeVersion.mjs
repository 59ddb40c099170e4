import { readFileSync } from 'node:fs';
import { isOlder } from './isOlder.mjs';
import { workspaceFile } from './workspaceFile.mjs';
import { SetupError } from './SetupError.mjs';

/**
 * Refuses a Node that is older than the workspace's package.json asks for, before anything has been changed.
 *
 * @param {string} version of the running Node, as in `process.versions.node`
 */
export function checkNodeVersion(version) {
  /** @type {{ engines: { node: string } }} */
  const manifest = JSON.parse(readFileSync(workspaceFile('package.json'), 'utf8'));
  const minimum = manifest.engines.node.replace(/^>=\s*/, '');
  if (!isOlder(version, minimum)) return;
  throw new SetupError(
    `this is Node ${version}, and rankwise needs ${minimum} or later: install one from https://nodejs.org ` +
      '(or with nvm, fnm, conda or your package manager) and run `npm run setup` again',
  );
}
