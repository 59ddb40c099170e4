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

/**
 * Finds the package without importing it, which takes more than a second.
 *
 * @param {ProbeContext} context
 * @returns {Promise<Finding>}
 */
export async function probeTorch(context) {
  const question = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)';
  const chosen = context.env['RANKWISE_PYTHON'];
  // The distribution's own Python first: its python3-torch is not seen by another python3 earlier on the PATH.
  const pythons = chosen === undefined ? ['/usr/bin/python3', 'python3'] : [chosen];
  for (const python of pythons) {
    const { status } = await run([python, '-c', question], context);
    if (status === 'ok') return FOUND;
  }
  const reason = `no module torch for ${pythons.join(' or ')}`;
  return chosen === undefined
    ? { found: false, reason }
    : { found: false, reason, setting: 'RANKWISE_PYTHON' };
}
