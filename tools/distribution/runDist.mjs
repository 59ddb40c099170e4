import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { NX_ENVIRONMENT } from '../setup/nxEnvironment.mjs';
import { workspaceFile } from '../setup/workspaceFile.mjs';
import { packForNpm } from './npmPackage.mjs';
import { parseOptions, USAGE } from './options.mjs';

const bridge = workspaceFile('packages/fortran-bridge');

/**
 * The whole of `npm run dist`.
 *
 * @param {readonly string[]} args the command line after the script's name
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit status
 */
export async function runDist(args, env) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = parseOptions(args, env['INIT_CWD'] ?? process.cwd());
  if (typeof options === 'string') {
    process.stderr.write(`dist: ${options}\n`);
    return 2;
  }
  const nx = workspaceFile('node_modules/.bin/nx');
  if (!existsSync(nx)) {
    process.stderr.write('dist: the npm packages are not installed; run first: npm run setup\n');
    return 1;
  }
  // Another user must be able to read what this one made.
  process.umask(0o022);
  const build = join(bridge, 'build/dist');
  const scratch = mkdtempSync(join(tmpdir(), 'rankwise-dist-'));
  const prefix = options.prefix ?? join(scratch, 'rankwise');
  try {
    run(process.execPath, [nx, 'run-many', '-t', 'build', '--output-style=stream'], NX_ENVIRONMENT);
    run('cmake', [`-DBUILD=${build}`, '-P', join(bridge, 'cmake/forgetMovedBuild.cmake')], {}, bridge);
    run('cmake', ['-S', bridge, '-B', build, ...settings(options)]);
    run('cmake', ['--build', build, '-j', '4']);
    run('cmake', ['--install', build, '--prefix', prefix]);
    process.stdout.write(options.npm === undefined ? done(prefix) : `${packForNpm(prefix, options.npm)}\n`);
    return 0;
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    process.stderr.write(
      `dist: ${message}. Its own words are above; \`npm run setup\` provides what a build needs.\n`,
    );
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} prefix */
function done(prefix) {
  return readFileSync(workspaceFile('tools/distribution/templates/done.txt'), 'utf8').replaceAll(
    'PREFIX',
    prefix,
  );
}

/** @param {import('./options.mjs').DistOptions} options */
function settings({ withNode }) {
  return [
    '-DCMAKE_BUILD_TYPE=Release',
    '-DCMAKE_INSTALL_LIBDIR=lib',
    '-DCMAKE_INSTALL_MESSAGE=NEVER',
    '-DBUILD_TESTING=OFF',
    '-DRANKWISE_COMPLETE=ON',
    `-DRANKWISE_WITH_NODE=${withNode ? 'ON' : 'OFF'}`,
    `-DRANKWISE_NODE=${process.execPath}`,
  ];
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [cwd]
 */
function run(command, args, env = {}, cwd = workspaceFile('.')) {
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}
