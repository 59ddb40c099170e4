import process from 'node:process';
import { NX_ENVIRONMENT } from './nxEnvironment.mjs';
import { workspaceFile } from './workspaceFile.mjs';

/** @import { StepLog } from './StepLog.mjs' */

/**
 * Builds the TypeScript, the native library and the example programs; what is built already comes from Nx's cache.
 *
 * @param {StepLog} log
 */
export async function build(log) {
  const nx = workspaceFile('node_modules/.bin/nx');
  const command = [process.execPath, nx, 'run-many', '-t', 'build', 'native', '--output-style=stream'];
  await log.step('build', [command], { env: NX_ENVIRONMENT });
}
