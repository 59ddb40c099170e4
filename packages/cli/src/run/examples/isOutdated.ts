import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Whether a program is missing, or older than a Fortran, C or CMake source of the examples. */
export function isOutdated(program: string, examples: string): boolean {
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return true;
  const folders = readdirSync(examples).filter((name) => /^\d\d-/.test(name));
  return folders.some((folder) =>
    sourcesIn(path.join(examples, folder)).some((file) => statSync(file).mtimeMs > built),
  );
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(f90|c|h)$|^CMakeLists\.txt$/.test(name))
    .map((name) => path.join(folder, name));
}
