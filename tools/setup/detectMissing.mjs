import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @import { Requirement } from './requirements.mjs' */

/**
 * @typedef {object} Missing
 * @property {Requirement} requirement
 * @property {string} reason what was tried, and what came of it
 * @property {string} [setting] the environment variable that is at fault, where one is
 */

/**
 * Tries every requirement and returns those that are not met, in the order given.
 *
 * @param {readonly Requirement[]} requirements
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Missing[]>}
 */
export async function detectMissing(requirements, env) {
  const directory = await mkdtemp(join(tmpdir(), 'rankwise-setup-'));
  try {
    const findings = await Promise.all(
      requirements.map(async (requirement) => ({
        requirement,
        ...(await requirement.probe({ directory, env })),
      })),
    );
    return findings.flatMap(({ requirement, ...finding }) =>
      finding.found
        ? []
        : [{ requirement, reason: finding.reason, ...(finding.setting && { setting: finding.setting }) }],
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
