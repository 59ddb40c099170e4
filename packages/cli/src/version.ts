import { readFileSync } from 'node:fs';

/** Version of the package `rankwise`. */
export const version = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
