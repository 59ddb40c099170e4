import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Removes a build tree of CMake whose sources have moved: CMake refuses it, and the tree is made anew in a moment. A tree that
 * cannot be read is left to CMake's own words.
 */
export function forgetMovedBuild(build: string, source: string): void {
  const home = homeOf(build);
  if (home !== undefined && home !== source) rmSync(build, { recursive: true, force: true });
}

function homeOf(build: string): string | undefined {
  try {
    const cache = readFileSync(path.join(build, 'CMakeCache.txt'), 'utf8');
    return /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(cache)?.[1];
  } catch {
    return undefined;
  }
}
