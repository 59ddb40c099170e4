import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';
import { findPython } from '../findPython.js';
import { languages, type Language } from './Call.js';
import { caseText } from './caseText.js';
import { describeDifference } from './describeDifference.js';
import { drawCalls, type Batch } from './drawCalls.js';
import { expectedMemory } from './expectedMemory.js';
import { fortranProgram } from './fortranProgram.js';
import { toOnnx } from './networks.js';
import { Random } from './Random.js';

// RANKWISE_SEED draws other calls, or those of a failure again; RANKWISE_NETWORKS more or fewer of them.
const seed = Number(process.env['RANKWISE_SEED'] ?? 1);
const networks = Number(process.env['RANKWISE_NETWORKS'] ?? 208);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const installed = nativeFolder();
const folder = mkdtempSync(join(tmpdir(), 'rankwise-property-'));
const includes = `-I${join(installed, 'include')}`;
const links = [`-L${join(installed, 'lib')}`, `-Wl,-rpath,${join(installed, 'lib')}`, '-lrankwise'];

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const run = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } });

/** For each language: makes the program, and runs it on the calls and the memory. */
const drivers: Record<Language['name'], (batch: Batch, cwd: string) => void> = {
  C: ({ calls }, cwd) => {
    writeFileSync(join(cwd, 'calls'), caseText(calls));
    const warnings = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Werror'];
    run('cc', ['-std=c11', ...warnings, includes, here('./driver.c'), ...links, '-o', 'driver'], cwd);
    run('./driver', ['.', 'calls', 'before', 'after'], cwd);
  },
  Fortran: ({ calls }, cwd) => {
    const env = { PKG_CONFIG_PATH: join(installed, 'lib/pkgconfig') };
    const ask = (variable: string) =>
      run('pkg-config', [`--variable=${variable}`, 'rankwise'], cwd, env)
        .trim()
        .split(/\s+/);
    writeFileSync(join(cwd, 'driver.f90'), fortranProgram(calls));
    run('cc', ['-c', includes, ...ask('shim_source')], cwd);
    const options = ['-g', '-ffree-line-length-none'];
    run(
      'gfortran',
      [...options, ...ask('fortran_sources'), 'driver.f90', 'shim.o', ...links, '-o', 'driver'],
      cwd,
    );
    run('./driver', ['.', 'before', 'after'], cwd);
  },
  Python: ({ calls }, cwd) => {
    writeFileSync(join(cwd, 'calls'), caseText(calls));
    const env = { PYTHONPATH: here('../../../python/src') };
    run(findPython('numpy'), [here('./driver.py'), '.', 'calls', 'before', 'after'], cwd, env);
  },
};

test.each(languages)(
  `$name reads and writes arrays as TypeScript does (RANKWISE_SEED=${seed} RANKWISE_NETWORKS=${networks})`,
  { timeout: 300_000 },
  async (language) => {
    const cwd = join(folder, language.name);
    mkdirSync(cwd);
    const batch = drawCalls(new Random(seed), language, networks, 3);
    batch.networks.forEach((network, i) => {
      writeFileSync(join(cwd, `${i}.onnx`), toOnnx(network));
    });
    writeFileSync(join(cwd, 'before'), batch.memory);
    const expected = await expectedMemory(batch);
    drivers[language.name](batch, cwd);
    expect(describeDifference(batch, expected, readFileSync(join(cwd, 'after')))).toBe('none');
  },
);
