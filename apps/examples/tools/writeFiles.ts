import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * The whole of a `makeModel.js`: writes the files of an example, given by name, to the folder that its argument names, or
 * beside its source.
 * @param script the `import.meta.url` of the script, which runs in `dist`
 */
export function writeFiles(script: string, files: Readonly<Record<string, Uint8Array>>): void {
  const built = dirname(fileURLToPath(script));
  const folder = process.argv[2] ?? join(built, '../..', basename(built));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
      console.log(join(folder, name));
    }
  } catch (error) {
    console.error(`makeModel: cannot write: ${String(error)}; name another folder as the argument`);
    process.exitCode = 1;
  }
}
