import { InvalidArgumentError } from 'commander';
import { isModuleName, MAX_MODULE_NAME } from '../generate/uniqueNames.js';

/** The name of a Fortran module, a C header and what is in them. */
export function parseModuleName(text: string): string {
  if (isModuleName(text)) return text;
  throw new InvalidArgumentError(
    `'${text}' cannot be the name of a module: give a letter, then letters, digits and _, at most ${MAX_MODULE_NAME}, ` +
      'and no word of Fortran or C.',
  );
}
