import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { workspaceFile } from '../setup/workspaceFile.mjs';

/** @import { Prefix } from './Prefix.mjs' */

/** @typedef {{ compiler: string, version: string, libraries: readonly string[] }} Made */

/**
 * Compiles the Fortran modules by the Fortran compiler at hand, with a pkg-config file, so that a program of the same compiler
 * only links. Without such a compiler there are the sources alone.
 *
 * @param {Prefix} prefix with the CMake package in it
 * @returns {Promise<string | undefined>} a sentence where there are none
 */
export async function installFortranModules(prefix) {
  const built = workspaceFile('packages/cli/dist/compile/buildModules.js');
  /** @type {{ buildModules(prefix: string, into: string): Made }} */
  const { buildModules } = await import(built);
  const work = prefix.path(join(prefix.own, 'fortran/making'));
  try {
    const made = buildModules(prefix.root, work);
    const name = made.compiler === 'GNU' ? 'gfortran' : made.compiler.toLowerCase();
    const folder = join(prefix.own, 'fortran', `${name}-${made.version.split('.')[0]}`);
    for (const file of readdirSync(work)) prefix.copy(join(work, file), join(folder, file));
    prefix.write(join(prefix.libdir, 'pkgconfig/rankwise-fortran.pc'), pkgConfigFile(prefix, folder, made));
    return undefined;
  } catch (error) {
    if (!/CMAKE_Fortran_COMPILER/.test(String(error))) throw error;
    return 'no Fortran compiler here: the modules are there as sources only';
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {Prefix} prefix
 * @param {string} folder
 * @param {Made} made
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
