import { stripVTControlCharacters } from 'node:util';

const ERRORS = 10;
const TAIL = 30;

/**
 * What to show of a long output: its first lines that speak of an error, where npm and compilers put the cause, and its
 * last lines, where most others do. Colours are left out.
 *
 * @param {string} output
 */
export function excerpt(output) {
  const lines = stripVTControlCharacters(output).trimEnd().split('\n');
  if (lines.length <= ERRORS + TAIL) return lines;
  const errors = lines.slice(0, -TAIL).filter((line) => /\berror\b(?! *$)/i.test(line));
  return [...errors.slice(0, ERRORS), '...', ...lines.slice(-TAIL)];
}
