import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import process from 'node:process';
import { workspaceFile } from './workspaceFile.mjs';

/** @import { StepLog } from './StepLog.mjs' */

/** @typedef {{ version?: string, resolved?: string, integrity?: string, link?: boolean, optional?: boolean }} Locked */
/** @typedef {{ packages: Record<string, Locked> }} LockFile */

/** Whether node_modules holds just what package-lock.json asks for. */
export function npmPackagesAreCurrent() {
  const wanted = readLockFile('package-lock.json');
  const installed = readLockFile('node_modules/.package-lock.json');
  return wanted !== undefined && installed !== undefined && lockIsInstalled(wanted, installed);
}

/**
 * Compares what is locked with npm's own record of what it installed. The contents, not the files' times: git gives
 * package-lock.json a new time whenever a branch is changed. Optional packages for other platforms are locked and never
 * installed, and the root itself (the empty name) is in package-lock.json only.
 *
 * @param {LockFile} wanted
 * @param {LockFile} installed
 */
export function lockIsInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, lock]) => {
    const own = installed.packages[path];
    if (own === undefined) return path === '' || lock.optional === true;
    return own.version === lock.version && own.resolved === lock.resolved && own.integrity === lock.integrity;
  });
}

/** @param {StepLog} log */
export async function installNpmPackages(log) {
  await log.step('npm packages', [[...npm(), 'ci']], { attempts: 2 });
}

/**
 * @param {string} name
 * @returns {LockFile | undefined}
 */
function readLockFile(name) {
  try {
    return JSON.parse(readFileSync(workspaceFile(name), 'utf8'));
  } catch {
    // Not there, or cut off by an installation that was stopped: either way `npm ci` puts it right.
    return undefined;
  }
}

/** The npm that runs this script, which need not be the first on the PATH. */
function npm() {
  const running = process.env['npm_execpath'];
  return running !== undefined && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}
