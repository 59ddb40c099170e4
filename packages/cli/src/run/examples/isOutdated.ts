import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Whether a program is missing, or older than a Fortran, C or CMake source in the folder of its example. */
export function isOutdated(program: string, folder: string): boolean {
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs;
  return built === undefined || sourcesIn(folder).some((file) => statSync(file).mtimeMs > built);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(f90|c|h)$|^CMakeLists\.txt$/.test(name))
    .map((name) => path.join(folder, name));
}
