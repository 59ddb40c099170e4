import { spawn } from 'node:child_process';
import process from 'node:process';
import { NX_ENVIRONMENT } from '../setup/nxEnvironment.mjs';
import { workspaceFile } from '../setup/workspaceFile.mjs';

/**
 * Runs a command in the root of the workspace; what it prints is passed on as it comes, and kept.
 *
 * @param {readonly string[]} command
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runAndKeepOutput([program = '', ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: workspaceFile('.'),
      env: { ...process.env, ...NX_ENVIRONMENT, ...colours() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      process.stdout.write(text);
    });
    child.stderr.pipe(process.stderr, { end: false });
    child.on('error', reject);
    child.on('close', (status) => {
      // A signal leaves no status; 1 says that the run was not good.
      resolve({ status: status ?? 1, output });
    });
  });
}

/**
 * The command sees a pipe where the user has a terminal, and would leave its colours out. Without a word Nx asks its
 * tasks for colours, and a Node that finds NO_COLOR beside that warns on stderr, which tests of stderr would see.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function colours() {
  const wanted = process.stdout.isTTY && !process.env['NO_COLOR'];
  return { NO_COLOR: undefined, FORCE_COLOR: wanted ? '1' : '0' };
}
