import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nativeFolder } from '../../src/build/index.js';
import { listing } from '../readme.js';
import { findMpi, kinds, runRanks, type MpiImplementation } from './MpiImplementation.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rankwise-ranks-'));
const model = join(folder, 'simplenet.onnx');
const large = join(folder, 'large.onnx');

const run = (
  command: string,
  args: readonly string[],
  { cwd = folder, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } });

beforeAll(() => {
  cpSync(here('./project'), folder, { recursive: true });
  writeFileSync(join(folder, 'listing.f90'), listing('fortran', 'use rankwise_mpi'));
  run(process.execPath, [here('../models/makeModels.mjs'), join(folder, 'models')]);
  cpSync(join(folder, 'models/simplenet.onnx'), model);
  writeFileSync(large, enlarged(readFileSync(model)));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(kinds)('$name', (kind) => {
  let mpi: MpiImplementation;
  let build: string;
  const start = (size: number, program: string, ...rest: string[]) =>
    runRanks(mpi, size, [join(build, program), ...rest], { cwd: folder });
  const well = (size: number) => ({ status: 0, output: 'well\n'.repeat(size) });

  beforeAll(() => {
    mpi = findMpi(kind);
    build = join(folder, kind.name.replace(' ', ''));
    run('cmake', [
      ...['-B', build, '-S', '.', `-DCMAKE_PREFIX_PATH=${nativeFolder()}`],
      `-DMPI_Fortran_COMPILER=${run('which', [mpi.compiler]).trim()}`,
    ]);
    run('cmake', ['--build', build]);
  });

  test.each([1, 3, 4])('%i ranks load in any communicator', { timeout: 120_000 }, async (size) => {
    expect(await start(size, 'communicators', model, large, '1')).toEqual(well(size));
  });

  test.each([1, 3, 4])('%i ranks agree on an error', { timeout: 120_000 }, async (size) => {
    expect(await start(size, 'errors', model)).toEqual(well(size));
  });

  test.each([1, 3, 4])(
    '%i ranks with a communicator of mpi and of mpif.h',
    { timeout: 120_000 },
    async (size) => {
      expect(await start(size, 'plain', model)).toEqual(well(size));
    },
  );

  test('the options of a load', { timeout: 120_000 }, async () => {
    const command = [join(build, 'options'), join(folder, 'models')];
    expect(await runRanks(mpi, 2, command, { cwd: folder })).toEqual(well(2));
  });

  test.each(['alone', 'together'])('without stat a failure ends the job (%s)', async (how) => {
    const { status, output } = await start(3, 'stops', model, how);
    expect(status).not.toBe(0);
    expect(status).not.toBeNull();
    expect(output).toContain("rankwise: rank 1: load of '/nowhere/model.onnx'");
    expect(output).not.toContain('never');
  });

  test('the program of the README', async () => {
    const { status, output } = await start(2, 'listing');
    expect({ status, output: output.trim().split(/\s*\n\s*/) }).toEqual({
      status: 0,
      output: Array(2).fill('0.  2.  4.  6.  8.'),
    });
  });

  test('under the mpiexec of another MPI each rank is told so', { timeout: 120_000 }, async () => {
    const other = kinds.find(({ name }) => name !== kind.name) ?? kind;
    const { status, output } = await runRanks(findMpi(other), 2, [join(build, 'listing')], { cwd: folder });
    expect(status).not.toBe(0);
    expect(output).toMatch(
      new RegExp(
        `${other.name}.* started 2 ranks, but the MPI of this program \\(${kind.name}.*\\) sees one`,
      ),
    );
  });

  test('pkg-config names the sources', async () => {
    // In a folder of its own: the module files of one MPI are no good to another.
    const cwd = join(build, 'by-pkg-config');
    mkdirSync(cwd);
    const ask = (...args: string[]) =>
      run('pkg-config', [...args, 'rankwise'], {
        env: { PKG_CONFIG_PATH: join(nativeFolder(), 'lib/pkgconfig') },
      })
        .trim()
        .split(/\s+/);
    run('cc', ['-c', ...ask('--cflags'), ...ask('--variable=shim_source'), '-o', 'shim.o'], { cwd });
    const sources = [...ask('--variable=fortran_sources'), ...ask('--variable=fortran_mpi_sources')];
    const program = join(folder, 'listing.f90');
    run(mpi.compiler, [...sources, program, 'shim.o', ...ask('--libs'), '-o', 'program'], { cwd });
    expect(await start(1, 'by-pkg-config/program')).toMatchObject({ status: 0 });
  });

  // MPICH can be told to take the ranks of one machine for those of several nodes.
  test.runIf(kind.name === 'MPICH').each([3, 4])(
    '%i ranks on two nodes',
    { timeout: 120_000 },
    async (size) => {
      const command = [join(build, 'communicators'), model, large, '2'];
      const env = { MPIR_CVAR_NUM_CLIQUES: '2' };
      expect(await runRanks(mpi, size, command, { cwd: folder, env })).toEqual(well(size));
    },
  );
});

/** The model with 70 MiB of comment, ModelProto.doc_string (field 6): more than one broadcast carries. */
function enlarged(bytes: Uint8Array): Uint8Array {
  const length = 70 << 20;
  const head = [0x32, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, ((length >> 14) & 0x7f) | 0x80];
  return Buffer.concat([bytes, Buffer.from([...head, length >> 21]), Buffer.alloc(length, 'x')]);
}
