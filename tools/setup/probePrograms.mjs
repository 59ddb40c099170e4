import { FOUND, firstThatWorks, run } from './probe.mjs';
import { isOlder } from './isOlder.mjs';

/** @import { Finding, ProbeContext } from './probe.mjs' */

/**
 * @param {ProbeContext} context
 * @param {string} minimum version
 * @returns {Promise<Finding>}
 */
export async function probeCMake(context, minimum) {
  const { status, output } = await run(['cmake', '--version'], context);
  if (status === 'absent') return { found: false, reason: 'cmake is not on the PATH' };
  const version = /cmake version (\d+(?:\.\d+)*)/.exec(output)?.[1];
  if (status === 'failed' || version === undefined)
    return { found: false, reason: '`cmake --version` fails' };
  return isOlder(version, minimum) ? { found: false, reason: `the cmake on the PATH is ${version}` } : FOUND;
}

/**
 * CMake writes files for make unless CMAKE_GENERATOR says otherwise; ninja alone does not serve it then.
 *
 * @param {ProbeContext} context
 */
export function probeMake(context) {
  const forNinja = context.env['CMAKE_GENERATOR']?.startsWith('Ninja') === true;
  return probeVersion(context, forNinja ? ['ninja', 'ninja-build'] : ['make', 'gmake']);
}

/** @param {ProbeContext} context */
export function probePkgConfig(context) {
  return probeVersion(context, ['pkg-config', 'pkgconf']);
}

/**
 * Whether one of the programs answers to `--version`.
 *
 * @param {ProbeContext} context
 * @param {readonly string[]} programs
 */
export function probeVersion(context, programs) {
  return firstThatWorks(programs, (program) => run([program, '--version'], context));
}
