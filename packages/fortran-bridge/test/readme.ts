import { readFileSync } from 'node:fs';

/** The listing of a language in the package's README that contains a text. */
export function listing(language: string, text: string): string {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const found = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)].find(
    ([, of, block = '']) => of === language && block.includes(text),
  )?.[2];
  if (found === undefined) throw new Error(`The README has no listing of ${language} with '${text}'.`);
  return found;
}
