import { InvalidArgumentError } from 'commander';
import type { GeneratedLanguage } from '../generate/generate.js';

/** `fortran,c`: the languages to generate code for. */
export function parseLanguages(text: string): readonly GeneratedLanguage[] {
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => word !== 'fortran' && word !== 'c');
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`'${unknown}' is neither fortran nor c.`);
  }
  return [...new Set(words as GeneratedLanguage[])];
}
