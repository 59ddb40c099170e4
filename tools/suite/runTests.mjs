import process from 'node:process';
import { runSetup } from '../setup/runSetup.mjs';
import { workspaceFile } from '../setup/workspaceFile.mjs';
import { countTests } from './countTests.mjs';
import { runAndKeepOutput } from './runAndKeepOutput.mjs';

const USAGE = `Usage: npm test [-- OPTIONS]

Provides what the tests need (as \`npm run setup -- --with-tests\` does), then checks and tests every project.
\`npx nx test PROJECT\` tests one.

Options:
  --no-cache  run everything, also what has not changed since it last passed
  --help      print this text

Exit status: 0 all passed, 1 something failed, 2 wrong option.

Examples:
  npm test
  npm test -- --no-cache
`;

/**
 * The whole of `npm test`.
 *
 * @param {readonly string[]} args the command line after the script's name
 * @returns {Promise<number>} the exit status
 */
export async function runTests(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const unknown = args.find((arg) => arg !== '--no-cache');
  if (unknown !== undefined) {
    process.stderr.write(`test: there is no option ${unknown}; \`npm test -- --help\` lists them\n`);
    return 2;
  }
  const setupStatus = await runSetup(['--with-tests']);
  if (setupStatus !== 0) return setupStatus;
  return runNx(args.includes('--no-cache') ? ['--skip-nx-cache'] : []);
}

/**
 * Lint and types first, two at a time; then one test task at a time: tests start ranks and engines that want the cores for
 * themselves. Both run, whatever the first says.
 *
 * @param {readonly string[]} options
 */
async function runNx(options) {
  const nx = [process.execPath, workspaceFile('node_modules/.bin/nx'), 'run-many', '--output-style=stream'];
  const checks = await runAndKeepOutput([...nx, '-t', 'lint', 'typecheck', '--parallel=2', ...options]);
  const tests = await runAndKeepOutput([...nx, '-t', 'test', '--parallel=1', ...options]);
  const { passed, failed } = countTests(tests.output);
  const status = checks.status || tests.status;
  process.stdout.write(`\n${passed} passed, ${failed} failed${explain(status, failed)}\n`);
  return status;
}

/**
 * Without this a build that broke would end in a line that sounds like success.
 *
 * @param {number} status
 * @param {number} failed
 */
function explain(status, failed) {
  return status !== 0 && failed === 0 ? ', and a task that is not a test failed: see above' : '';
}
