import process from 'node:process';
import { describeInstallLines } from './describe.mjs';
import { packagesFor } from './installLine.mjs';
import { run } from './probe.mjs';
import { say } from './say.mjs';
import { SetupError } from './SetupError.mjs';
import { workspaceFile } from './workspaceFile.mjs';

/** @import { Missing } from './detectMissing.mjs' */
/** @import { StepLog } from './StepLog.mjs' */

/**
 * Who installs, and where programs are looked for.
 *
 * @typedef {{ isRoot: boolean, env: NodeJS.ProcessEnv }} Installer
 */

/** @type {Installer} */
const THIS_USER = { isRoot: process.getuid?.() === 0, env: process.env };

/**
 * Installs with apt-get what is missing, where that needs no question and can help; otherwise says what to do, and
 * stops.
 *
 * @param {readonly Missing[]} missing
 * @param {StepLog} log
 * @param {Installer} [installer]
 */
export async function installSystemPackages(missing, log, installer = THIS_USER) {
  const faultySetting = missing.some(({ setting }) => setting !== undefined);
  const prefix = faultySetting ? undefined : await aptPrefix(installer);
  if (prefix === undefined) throw new SetupError(describeInstallLines(missing).join('\n'));
  const packages = packagesFor('apt', missing);
  say(`will install with apt-get: ${packages.join(' ')}`);
  const options = ['-o', 'DPkg::Lock::Timeout=300'];
  const update = [...prefix, 'apt-get', 'update', ...options];
  const install = [...prefix, 'apt-get', 'install', '-y', '--no-install-recommends', ...options, ...packages];
  // A mirror that is being updated, or a dropped connection, mostly works a moment later.
  await log.step('system packages', [update, install], { attempts: 2, env: installer.env });
}

/**
 * What to put before `apt-get` so that it may install without a question: undefined where there is no way.
 *
 * @param {Installer} installer
 * @returns {Promise<string[] | undefined>}
 */
async function aptPrefix({ isRoot, env }) {
  const context = { directory: workspaceFile('.'), env };
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if ((await run(['apt-get', '--version'], context)).status !== 'ok') return undefined;
  if (isRoot) return quiet;
  return (await run(['sudo', '-n', 'true'], context)).status === 'ok' ? ['sudo', '-n', ...quiet] : undefined;
}
