import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Prefix } from './Prefix.mjs' */

/**
 * What starts the command line, and what makes a shell find all: a script, and module files for Lmod and Environment Modules.
 *
 * @param {Prefix} prefix
 * @param {string} version
 */
export function installEnvironment(prefix, version) {
  /** @type {(readonly [variable: string, folder: string])[]} */
  const lists = [
    ['PATH', 'bin'],
    ['LD_LIBRARY_PATH', prefix.libdir],
    ['CMAKE_PREFIX_PATH', ''],
    ['PKG_CONFIG_PATH', join(prefix.libdir, 'pkgconfig')],
    ['PYTHONPATH', join(prefix.own, 'python')],
  ];
  const lines = (/** @type {(variable: string, folder: string) => string} */ line) =>
    lists.map(([variable, folder]) => line(variable, folder && `/${folder}`)).join('\n');
  const put = (
    /** @type {string} */ name,
    /** @type {string} */ template,
    /** @type {string} */ all,
    program = false,
  ) => {
    const text = readFileSync(new URL(`./templates/${template}`, import.meta.url), 'utf8');
    const filled = text.replaceAll('@OWN@', prefix.own).replaceAll('@VERSION@', version);
    prefix.write(
      name,
      filled.replace('@LINES@', () => all),
      { program },
    );
  };
  put('bin/rankwise', 'rankwise', '', true);
  put(
    'rankwise-env.sh',
    'rankwise-env.sh',
    lines((v, f) => `  _rankwise_first ${v} "$_rankwise_root${f}"`),
  );
  const modules = 'share/modulefiles/rankwise';
  put(
    `${modules}/${version}`,
    'modulefile.tcl',
    lines((v, f) => `prepend-path ${v} $root${f}`),
  );
  put(
    `${modules}/${version}.lua`,
    'modulefile.lua',
    lines((v, f) => `prepend_path("${v}", root .. "${f}")`),
  );
}
