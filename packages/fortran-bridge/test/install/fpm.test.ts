import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';
import { findPython } from '../findPython.js';
import { findMpi, kinds, runRanks } from '../rankwise_mpi/MpiImplementation.js';
import { listing } from '../readme.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'rankwise-fpm-'));
const models = join(folder, 'models');
const path = { PKG_CONFIG_PATH: join(nativeFolder(), 'lib/pkgconfig') };

// Kept beside what else is built here, so that it is fetched once.
const version = '0.12.0';
const tools = here(`../../build/fpm-${version}`);
const fpm = join(tools, 'bin/fpm');

const run = (command: string, args: readonly string[], cwd = folder, env: NodeJS.ProcessEnv = {}) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } });

const ask = (what: string) => run('pkg-config', [what, 'rankwise'], folder, path).trim();

/** A project as the README says to write it, outside the tree. */
function makeProject(name: string, ...more: string[]): string {
  const project = join(folder, name);
  const sources = relative(project, ask('--variable=fortran_dir'));
  const named = listing('toml', 'rankwise = ').replace(/(?<=path = ").*(?=")/, sources);
  mkdirSync(join(project, 'app'), { recursive: true });
  writeFileSync(join(project, 'fpm.toml'), named.replace(/(?<=^name.*\n)/, more.join('\n') + '\n'));
  return project;
}

beforeAll(() => {
  run(process.execPath, [here('../models/makeModels.mjs'), models]);
  if (spawnSync(fpm, ['--version']).status === 0) return;
  rmSync(tools, { recursive: true, force: true });
  run(findPython('ensurepip'), ['-m', 'venv', tools]);
  run(join(tools, 'bin/pip'), ['install', '--disable-pip-version-check', `fpm==${version}`]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a project that is built with fpm uses the module', () => {
  const project = makeProject('plain');
  cpSync(here('./project/main.f90'), join(project, 'app/main.f90'));
  const output = run(fpm, ['run', '--', join(models, 'simplenet.onnx')], project, {
    FPM_LDFLAGS: ask('--libs'),
  });
  expect(output).toMatch(/^\.?0?\.0 2\.0 4\.0 6\.0 8\.0 ?$/m);
});

test.each(kinds)('and the module rankwise_mpi, with $name', { timeout: 120_000 }, async (kind) => {
  const mpi = findMpi(kind);
  const project = makeProject(kind.name.replace(' ', ''), 'build.external-modules = ["mpi_f08"]');
  writeFileSync(join(project, 'app/main.f90'), listing('fortran', 'use rankwise_mpi'));
  run(fpm, ['install', '--prefix', '.'], project, { FPM_FC: mpi.compiler, FPM_LDFLAGS: ask('--libs') });
  expect(await runRanks(mpi, 2, [join(project, 'bin/climate')], { cwd: models })).toEqual({
    status: 0,
    output: '  0.  2.  4.  6.  8.\n'.repeat(2),
  });
});
