import { execFile } from 'node:child_process';

/**
 * What a probe may use: where it can write, and the environment (PATH, CC, FC and the like) it looks in.
 *
 * @typedef {{ directory: string, env: NodeJS.ProcessEnv }} ProbeContext
 */

/**
 * `reason` says what was tried and what came of it. `setting` names the environment variable that is at fault, if one
 * is: then no package helps.
 *
 * @typedef {{ found: true } | { found: false, reason: string, setting?: string }} Finding
 */

/** @typedef {(context: ProbeContext) => Promise<Finding>} Probe */

/** @type {Finding} */
export const FOUND = Object.freeze({ found: true });

/**
 * @typedef {{ status: 'ok' | 'failed' | 'absent', output: string }} Outcome
 */

/**
 * Runs a program to its end, or for a minute.
 *
 * @param {readonly string[]} command the program and its arguments
 * @param {ProbeContext} context
 * @returns {Promise<Outcome>}
 */
export function run(command, context) {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    // The C locale keeps messages parsable; the probe's own directory takes whatever a compiler leaves behind.
    const options = { cwd: context.directory, env: { ...context.env, LC_ALL: 'C' }, timeout: 60_000 };
    execFile(program, args, options, (error, stdout, stderr) => {
      const output = `${stdout}\n${stderr}`.trim();
      if (error === null) resolve({ status: 'ok', output });
      else if (error.code === 'ENOENT' || error.code === 'EACCES') resolve({ status: 'absent', output: '' });
      else resolve({ status: 'failed', output });
    });
  });
}

/**
 * The first of several programs that does what is asked of it.
 *
 * @param {readonly string[]} programs in order of preference
 * @param {(program: string) => Promise<Outcome>} attempt
 * @returns {Promise<Finding>}
 */
export async function firstThatWorks(programs, attempt) {
  /** @type {string[]} */
  const failures = [];
  for (const program of programs) {
    const outcome = await attempt(program);
    if (outcome.status === 'ok') return FOUND;
    if (outcome.status === 'failed') failures.push(`${program} fails: ${errorLine(outcome.output)}`);
  }
  const reason = failures.length > 0 ? failures.join('; ') : notOnThePath(programs);
  return { found: false, reason };
}

/**
 * The line of a program's output that tells most: the first that speaks of an error, else the last.
 *
 * @param {string} output
 */
export function errorLine(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error|cannot|not found/i.test(line)) ?? lines.at(-1) ?? 'no message').trim();
}

/** @param {readonly string[]} programs */
function notOnThePath(programs) {
  const [first = '', ...others] = programs;
  return others.length > 0 ? `none of ${programs.join(', ')} is on the PATH` : `${first} is not on the PATH`;
}
