import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import process from 'node:process';
import { excerpt } from './excerpt.mjs';
import { SetupError } from './SetupError.mjs';
import { workspaceFile } from './workspaceFile.mjs';

/** @typedef {{ attempts?: number, env?: NodeJS.ProcessEnv }} StepOptions */

/**
 * Runs the steps of the setup: one line each on stderr, and everything that their commands print in one file. The file
 * is outside node_modules, which `npm ci` removes.
 */
export class StepLog {
  constructor(path = workspaceFile('build/setup.log')) {
    this.path = path;
    this.started = false;
    // Where in the file the output of the latest command begins, in bytes.
    this.commandStart = 0;
  }

  /**
   * Runs commands one after another, all of them again if one fails and attempts are left.
   *
   * @param {string} name of the step
   * @param {readonly (readonly string[])[]} commands
   * @param {StepOptions} [options]
   */
  async step(name, commands, { attempts = 1, env = {} } = {}) {
    process.stderr.write(`setup: ${name} ... `);
    const start = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.#runAll(commands, env);
      if (failure === undefined) break;
      if (attempt < attempts) {
        process.stderr.write('failed, once more ... ');
        continue;
      }
      process.stderr.write('failed\n');
      throw new SetupError(this.#describe(failure));
    }
    process.stderr.write(`done (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
  }

  /**
   * @param {readonly (readonly string[])[]} commands
   * @param {NodeJS.ProcessEnv} env
   * @returns {Promise<string | undefined>} what failed, if anything did
   */
  async #runAll(commands, env) {
    for (const command of commands) {
      const failure = await this.#run(command, env);
      if (failure !== undefined) return `${command.join(' ')}: ${failure}`;
    }
    return undefined;
  }

  /**
   * @param {readonly string[]} command
   * @param {NodeJS.ProcessEnv} env
   * @returns {Promise<string | undefined>}
   */
  #run([program = '', ...args], env) {
    const file = this.#open();
    this.commandStart = fstatSync(file).size;
    writeSync(file, `$ ${[program, ...args].join(' ')}\n`);
    return new Promise((resolve) => {
      const child = spawn(program, args, {
        cwd: workspaceFile('.'),
        env: { ...process.env, ...env },
        stdio: ['ignore', file, file],
      });
      closeSync(file);
      child.on('error', (error) => {
        resolve(error.message);
      });
      child.on('close', (status, signal) => {
        resolve(status === 0 ? undefined : signal === null ? `exit status ${status}` : `killed by ${signal}`);
      });
    });
  }

  /** Each setup starts the file anew, at its first command. */
  #open() {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      const file = openSync(this.path, this.started ? 'a' : 'w');
      this.started = true;
      return file;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new SetupError(`cannot write the log: ${message}; run it as a user who may write to this clone`);
    }
  }

  /** @param {string} failure */
  #describe(failure) {
    const log = relative(process.cwd(), this.path);
    const output = readFileSync(this.path).subarray(this.commandStart).toString('utf8');
    return [
      `from ${log}:`,
      ...excerpt(output).map((line) => `  ${line}`),
      failure,
      `the whole output is in ${log}`,
    ].join('\n');
  }
}
