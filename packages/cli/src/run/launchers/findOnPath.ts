import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Path of the executable that a shell would run for `name`, or undefined where there is none. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.resolve(folder, name))
    .find((candidate) => isExecutable(candidate));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
