import process from 'node:process';
import { build } from './build.mjs';
import { checkNodeVersion } from './checkNodeVersion.mjs';
import { detectMissing } from './detectMissing.mjs';
import { installNpmPackages, npmPackagesAreCurrent } from './npmPackages.mjs';
import { installSystemPackages } from './installSystemPackages.mjs';
import { describeMissing, describeInstallLines } from './describe.mjs';
import { parseOptions, USAGE } from './options.mjs';
import { requirementsFor } from './requirements.mjs';
import { SetupError } from './SetupError.mjs';
import { say } from './say.mjs';
import { StepLog } from './StepLog.mjs';

/** @import { SetupOptions } from './options.mjs' */
/** @import { Missing } from './detectMissing.mjs' */

/**
 * The whole of `npm run setup`.
 *
 * @param {readonly string[]} args the command line after the script's name
 * @returns {Promise<number>} the exit status: 0 when the clone is ready, 1 when something is missing or failed, 2
 *   when the command line is wrong
 */
export async function runSetup(args) {
  try {
    const options = parseOptions(args);
    if (options.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    checkNodeVersion(process.versions.node);
    return options.check ? await check(options) : await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(...error.message.split('\n'));
    return error.exitStatus;
  }
}

/** @param {SetupOptions} options */
async function check(options) {
  const missing = await detectMissing(requirementsFor(options), process.env);
  const npmIsCurrent = npmPackagesAreCurrent();
  if (missing.length > 0) say(...describeMissing(missing), ...describeInstallLines(missing));
  if (!npmIsCurrent) say('missing: the npm packages of package-lock.json; `npm run setup` installs them');
  if (missing.length > 0 || !npmIsCurrent) return 1;
  say('nothing is missing');
  return 0;
}

/** @param {SetupOptions} options */
async function setUp(options) {
  const log = new StepLog();
  const missing = await detectMissing(requirementsFor(options), process.env);
  if (missing.length > 0) await provide(missing, options, log);
  if (!npmPackagesAreCurrent()) await installNpmPackages(log);
  await build(log);
  if (!options.withTests) say('ready. Next: npx cli run');
  return 0;
}

/**
 * Installs what is missing and looks again, because a package that is installed is not yet one that works: an older
 * distribution's CMake, for one, may be too old.
 *
 * @param {readonly Missing[]} missing
 * @param {SetupOptions} options
 * @param {StepLog} log
 */
async function provide(missing, options, log) {
  say(...describeMissing(missing));
  await installSystemPackages(missing, log);
  const still = await detectMissing(requirementsFor(options), process.env);
  if (still.length === 0) return;
  throw new SetupError(
    [
      'the packages are installed, yet not all of them will do:',
      ...describeMissing(still),
      'Conda and Spack carry newer ones than most distributions:',
      ...describeInstallLines(still, ['conda', 'spack']),
    ].join('\n'),
  );
}
