import process from 'node:process';

/**
 * Writes lines to stderr, each with the name of the tool, so that they can be told from npm's own.
 *
 * @param {...string} lines
 */
export function say(...lines) {
  for (const line of lines) process.stderr.write(`setup: ${line}\n`);
}
