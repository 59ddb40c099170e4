import { installLine, PACKAGE_MANAGERS } from './installLine.mjs';

/** @import { Missing } from './detectMissing.mjs' */
/** @import { PackageManager } from './requirements.mjs' */

/**
 * One line for each thing that is missing.
 *
 * @param {readonly Missing[]} missing
 */
export function describeMissing(missing) {
  return missing.map(
    ({ requirement, reason }) => `missing: ${requirement.name}, which ${requirement.why} (${reason})`,
  );
}

/**
 * The line to type for each package manager; for what no package can mend, what to do instead.
 *
 * @param {readonly Missing[]} missing
 * @param {readonly PackageManager[]} [managers]
 */
export function describeInstallLines(missing, managers = PACKAGE_MANAGERS) {
  const lines = missing.flatMap(({ setting, requirement }) =>
    setting === undefined
      ? []
      : [`set the environment variable ${setting} to ${requirement.name} that works, or unset it`],
  );
  const installable = missing.filter(({ setting }) => setting === undefined);
  if (installable.length === 0) return lines;
  lines.push('install with the one of these that you use, and run the command again:');
  for (const manager of managers) {
    lines.push(`  ${`${manager}:`.padEnd(7)}${installLine(manager, installable)}`);
  }
  return lines;
}
