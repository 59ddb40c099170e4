import { existsSync, readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { SWIFTSHADER } from '../suite/testDevices.mjs';
import { FOUND, run } from './probe.mjs';
import { probeVersion } from './probePrograms.mjs';

/** @import { Finding, ProbeContext } from './probe.mjs' */

export { probeCxxCompiler } from './probeCompilers.mjs';

/** @param {ProbeContext} context */
export function probeClang(context) {
  return probeVersion(context, ['clang']);
}

/** @param {ProbeContext} context */
export function probeValgrind(context) {
  return probeVersion(context, ['valgrind']);
}

/** @param {ProbeContext} context */
export function probeStrace(context) {
  return probeVersion(context, ['strace']);
}

/** @param {ProbeContext} context */
export function probeTorch(context) {
  return probeModules(context, ['torch']);
}

/**
 * `ensurepip` is what Debian's Python has not without its package python3-venv.
 *
 * @param {ProbeContext} context
 */
export function probeNumpy(context) {
  return probeModules(context, ['numpy', 'ensurepip']);
}

/**
 * Finds a Python's modules without importing them, which takes more than a second.
 *
 * @param {ProbeContext} context
 * @param {readonly string[]} modules
 * @returns {Promise<Finding>}
 */
async function probeModules(context, modules) {
  const question =
    'import sys; from importlib.util import find_spec; sys.exit(None in map(find_spec, sys.argv[1:]))';
  const chosen = context.env['RANKWISE_PYTHON'];
  // The distribution's own Python first: its python3-torch is not seen by another python3 earlier on the PATH.
  const pythons = chosen === undefined ? ['/usr/bin/python3', 'python3'] : [chosen];
  for (const python of pythons) {
    const { status } = await run([python, '-c', question, ...modules], context);
    if (status === 'ok') return FOUND;
  }
  const reason = `no module ${modules.join(' and ')} for ${pythons.join(' or ')}`;
  return chosen === undefined
    ? { found: false, reason }
    : { found: false, reason, setting: 'RANKWISE_PYTHON' };
}

const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/**
 * Looks for the description of a driver: the one that was chosen, SwiftShader, or any that the Vulkan loader finds.
 *
 * @param {Pick<ProbeContext, 'env'>} context
 * @returns {Promise<Finding>}
 */
export function probeVulkan({ env }) {
  const setting = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'].find((name) => env[name]);
  const chosen = setting === undefined ? [] : (env[setting] ?? '').split(delimiter);
  const absent = chosen.filter((file) => !existsSync(file));
  if (setting !== undefined && absent.length > 0) {
    const reason = `${setting} names ${absent.join(' and ')}, which is not there`;
    return Promise.resolve({ found: false, reason, setting });
  }
  if (chosen.length > 0 || existsSync(SWIFTSHADER) || DRIVER_FOLDERS.some(hasFiles))
    return Promise.resolve(FOUND);
  const reason = `neither ${SWIFTSHADER} nor a driver in ${DRIVER_FOLDERS.join(', ')}`;
  return Promise.resolve({ found: false, reason });
}

/** @param {string} folder */
function hasFiles(folder) {
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json'));
}
