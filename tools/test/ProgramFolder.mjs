import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the setup looks for, and what those programs call themselves. */
export const NEEDED = [
  'cc',
  'gcc',
  'as',
  'ld',
  'cmake',
  'make',
  'pkg-config',
  'mpiexec',
  'mpicc',
  'mpif90',
  'gfortran',
];

/** A folder to use as the whole PATH, so that a test decides which programs exist. */
export class ProgramFolder {
  path = mkdtempSync(join(tmpdir(), 'rankwise-path-'));

  /** @param {readonly string[]} programs of this machine that shall be found */
  provide(programs) {
    for (const program of programs) {
      const real = execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
      symlinkSync(real, join(this.path, program));
    }
  }

  /**
   * @param {string} program
   * @param {string} script of the shell, in place of the program
   */
  fake(program, script) {
    const path = join(this.path, program);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}
