import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @import { Prefix } from './Prefix.mjs' */

const project = fileURLToPath(new URL('./modules', import.meta.url));

/**
 * Compiles the Fortran modules by the Fortran compiler at hand, with a pkg-config file, so that a program of the same compiler
 * only links. Without such a compiler there are the sources alone.
 *
 * @param {Prefix} prefix with the CMake package in it
 * @returns {string | undefined} a sentence where there are none
 */
export function installFortranModules(prefix) {
  const build = mkdtempSync(join(tmpdir(), 'rankwise-modules-'));
  const cmake = (/** @type {string[]} */ ...args) =>
    execFileSync('cmake', args, { stdio: 'pipe', encoding: 'utf8' });
  try {
    try {
      cmake('-S', project, '-B', build, '-DCMAKE_BUILD_TYPE=Release', `-DCMAKE_PREFIX_PATH=${prefix.root}`);
    } catch (error) {
      const said = /** @type {{ stderr: string }} */ (error).stderr;
      if (/CMAKE_Fortran_COMPILER/.test(said))
        return 'no Fortran compiler here: the modules are there as sources only';
      throw error;
    }
    cmake('--build', build);
    const made = /** @type {{ compiler: string, version: string, modules: string, libraries: string[] }} */ (
      JSON.parse(readFileSync(join(build, 'made.json'), 'utf8'))
    );
    const name = made.compiler === 'GNU' ? 'gfortran' : made.compiler.toLowerCase();
    const folder = join(prefix.own, 'fortran', `${name}-${made.version.split('.')[0]}`);
    for (const file of readdirSync(made.modules)) prefix.copy(join(made.modules, file), join(folder, file));
    for (const file of made.libraries) prefix.copy(file, join(folder, basename(file)));
    prefix.write(join(prefix.libdir, 'pkgconfig/rankwise-fortran.pc'), pkgConfigFile(prefix, folder, made));
    return undefined;
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}

/**
 * @param {Prefix} prefix
 * @param {string} folder
 * @param {{ compiler: string, version: string, libraries: string[] }} made
 */
function pkgConfigFile(prefix, folder, made) {
  const version = /^Version: (.*)$/m.exec(
    readFileSync(prefix.path(join(prefix.libdir, 'pkgconfig/rankwise.pc')), 'utf8'),
  )?.[1];
  const libraries = made.libraries.map((file) => basename(file).replace(/^lib(.*)\.a$/, '-l$1'));
  return `compiler=${made.compiler} ${made.version}
moduledir=\${pcfiledir}/../${folder.slice(prefix.libdir.length + 1)}

Name: rankwise-fortran
Description: the Fortran modules of rankwise, compiled by ${made.compiler} ${made.version}; for other compilers see rankwise.pc
Version: ${version}
Requires: rankwise = ${version}
Cflags: -I\${moduledir}
Libs: -L\${moduledir} ${libraries.join(' ')}
`;
}
