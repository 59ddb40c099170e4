#!/usr/bin/env node
// `npx nx compilers tools`: the Fortran modules with each compiler that Debian has, on what is built here. A compiler comes in
// a Debian root of its own below the folder of builds, made by mmdebstrap and entered by bubblewrap; nothing is installed in
// the system. Names of compilers as arguments choose some. Prints the table of README.md and fails if it is not that.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { compilers } from './list.mjs';

/** @typedef {import('./list.mjs').Compiler} Compiler */

const workspace = join(import.meta.dirname, '../..');
const bridge = join(workspace, 'packages/fortran-bridge');
const typedExample = join(workspace, 'apps/examples/10-typed-module');
const builds = join(bridge, 'build/compilers');

/**
 * Runs a command to its end; its output goes to a file.
 * @param {string} log
 * @param {string} command
 * @param {string[]} args
 */
function run(log, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  writeFileSync(log, `${stdout ?? ''}${stderr ?? ''}`);
  if (error)
    throw new Error(`${command}: ${error.message}; install it (apt-get install mmdebstrap bubblewrap)`);
  return { ok: status === 0, output: stdout };
}

/**
 * The Debian root that has a compiler.
 * @param {Compiler} compiler
 */
function makeRoot({ suite, root: name }) {
  const made = join(builds, 'roots', `${name}.made`);
  if (existsSync(made)) return readFileSync(made, 'utf8');
  // A name of its own each time: one that was not finished may still be mounted in places.
  const root = mkdtempSync(join(builds, 'roots', `${name}-`));
  const packages = compilers.filter((compiler) => compiler.root === name).flatMap(({ packages }) => packages);
  const { ok } = run(`${root}.log`, 'mmdebstrap', [
    '--variant=apt',
    `--include=${['cmake', 'make', ...packages].join(',')}`,
    '--aptopt=Acquire::Check-Valid-Until "false"',
    suite,
    root,
    'http://deb.debian.org/debian',
  ]);
  if (!ok) throw new Error(`Debian ${suite} could not be had: see ${root}.log`);
  writeFileSync(made, root);
  return root;
}

/**
 * Runs a command in a root, which has this machine's Node and sees the workspace.
 * @param {string} root
 * @param {string} log
 * @param {string[]} command
 */
function runIn(root, log, ...command) {
  const node = process.execPath;
  return run(log, 'bwrap', [
    ...['--bind', root, '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
    ...['--bind', workspace, workspace, '--bind', '/dev/shm', '/dev/shm'],
    ...['--ro-bind', node, node, '--chdir', '/tmp'],
    ...command,
  ]);
}

/**
 * @param {string} root
 * @param {string} build
 * @param {string} source
 * @param {Compiler} compiler
 * @param {string[]} options
 */
function configure(root, build, source, { fc, cc, cxx, libraries }, ...options) {
  rmSync(build, { recursive: true, force: true }); // installed files keep their dates, which may be older than what is built
  return runIn(
    root,
    `${build}.configured`,
    ...['cmake', '-S', source, '-B', build, '-DCMAKE_BUILD_TYPE=Release'],
    ...[`-DCMAKE_Fortran_COMPILER=${fc}`, `-DCMAKE_C_COMPILER=${cc}`, `-DCMAKE_CXX_COMPILER=${cxx}`],
    ...(libraries === undefined ? [] : [`-DCMAKE_EXE_LINKER_FLAGS=-L${libraries}`]),
    ...options,
  ).ok;
}

/**
 * @param {string} root
 * @param {string} build
 * @param {string[]} targets
 */
const make = (root, build, ...targets) =>
  runIn(root, `${build}.built`, 'cmake', '--build', build, '--parallel', '2', '--target', ...targets).ok;

/**
 * Whether the module rankwise builds, and its tests pass.
 * @param {string} root
 * @param {Compiler} compiler
 */
function whole(root, compiler) {
  const build = join(builds, compiler.fc);
  if (
    !configure(root, build, bridge, compiler, '-DRANKWISE_COMPLETE=OFF') ||
    !make(root, build, 'all', 'tests')
  )
    return false;
  const chosen = ['ctest', '--test-dir', build, '-R', 'models|fortran', '--no-tests=error'];
  return runIn(root, `${build}.tested`, ...chosen, '--output-on-failure').ok;
}

/**
 * Whether a module that was generated for a model builds on rankwise_typed, and computes what its page says.
 * @param {string} root
 * @param {Compiler} compiler
 */
function typed(root, compiler) {
  const build = join(builds, `${compiler.fc}-typed`);
  const found = `-DCMAKE_PREFIX_PATH=${join(bridge, 'dist/native')}`;
  if (!configure(root, build, typedExample, compiler, found) || !make(root, build, 'all')) return false;
  const model = join(typedExample, 'clouds.onnx');
  const { ok, output } = runIn(root, `${build}.tested`, join(build, 'typed-module-f90'), model, 'cpu');
  return ok && readFileSync(join(typedExample, 'README.md'), 'utf8').includes(output.trim());
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !compilers.some(({ fc }) => fc === name));
if (unknown.length > 0) {
  process.stderr.write(
    `${unknown.join(', ')}: not known; there are ${compilers.map(({ fc }) => fc).join(', ')}\n`,
  );
  process.exit(2);
}
mkdirSync(join(builds, 'roots'), { recursive: true });
const page = readFileSync(join(bridge, 'README.md'), 'utf8');
for (const compiler of compilers) {
  if (names.length > 0 && !names.includes(compiler.fc)) continue;
  const root = makeRoot(compiler);
  const works = { typed: typed(root, compiler), whole: whole(root, compiler) };
  const [modules, typedModules] = [works.whole, works.typed].map((it) => (it ? 'yes' : 'no'));
  const row = `| ${compiler.name} | ${modules} | ${typedModules} |`;
  const known = page.includes(row);
  console.log(
    known ? row : `${row}  <- the page of the bridge says otherwise; see ${join(builds, compiler.fc)}*`,
  );
  if (!known) process.exitCode = 1;
}
