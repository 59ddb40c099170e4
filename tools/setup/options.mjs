import { SetupError } from './SetupError.mjs';

/** @typedef {{ check: boolean, withTests: boolean, help: boolean }} SetupOptions */

export const USAGE = `Usage: npm run setup [-- OPTIONS]

Makes a fresh clone ready: finds out which compilers and libraries are missing, installs them with apt-get where
that is possible without a question (otherwise prints the line for apt, dnf, brew, conda and Spack, and stops),
installs the npm packages, and builds everything.

Options:
  --check       only report what is missing; nothing is changed
  --with-tests  include what only the tests need
  --help        print this text

Exit status: 0 ready (with --check: nothing is missing), 1 something is missing or failed, 2 wrong option.

Examples:
  npm run setup
  npm run setup -- --check --with-tests
`;

/**
 * @param {readonly string[]} args
 * @returns {SetupOptions}
 */
export function parseOptions(args) {
  const options = { check: false, withTests: false, help: false };
  for (const arg of args) {
    if (arg === '--check') options.check = true;
    else if (arg === '--with-tests') options.withTests = true;
    else if (arg === '--help' || arg === '-h') options.help = true;
    else throw new SetupError(`there is no option ${arg}; \`npm run setup -- --help\` lists them`, 2);
  }
  return options;
}
