import { execa } from 'execa';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { processEntry } from '../src/run/job/processTable.js';
import { FakeWorkspace } from './support/fakeWorkspace.js';
import { fakePrograms } from './support/fakePrograms.js';

// 12 engines on the 2 cores of a small machine take their time.
const LIMIT_MS = 180_000;

const root = path.resolve(import.meta.dirname, '../../..');
const bin = path.join(root, 'packages/cli/bin/rankwise.js');
const model = path.join(root, 'apps/examples/01-simplenet/simplenet.onnx');
const folder = mkdtempSync(path.join(tmpdir(), 'cli-e2e-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...args: string[]) {
  return execa(process.execPath, [bin, 'run', ...args], { reject: false, stdin: 'ignore' });
}

function valuesOf(rank: number, factor: number): string {
  return [0, 1, 2, 3, 4].map((value) => ((value + rank) * factor).toFixed(1).padStart(5)).join(',');
}

function linesOf(ranks: number): string[] {
  return Array.from({ length: ranks }, (_, rank) => [
    `input on rank ${rank}: [${valuesOf(rank, 1)}]`,
    `output on rank ${rank}: [${valuesOf(rank, 2)}]`,
  ]).flat();
}

const languages = ['fortran', 'c', 'ts'] as const;
const launchers = ['mpiexec', 'local'] as const;

describe.each(launchers)('under %s', { timeout: LIMIT_MS }, (launcher) => {
  describe.each(languages)('in %s', (lang) => {
    const how = ['--launcher', launcher, '--lang', lang, '--device', 'cpu'];

    test.each([1, 2, 12])('SimpleNet on %i ranks', async (ranks) => {
      const { exitCode, stdout, stderr } = await run(...how, '--ranks', String(ranks));
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const lines = stdout.split('\n');
      expect(lines.slice(0, -1).sort()).toEqual(linesOf(ranks).sort());
      expect(lines.at(-1)).toMatch(
        new RegExp(
          `^all ${ranks} ranks agree: each on cpu, through .*ONNX Runtime \\d.*CPUExecutionProvider`,
        ),
      );
    });

    test('SimpleNet as JSON', async () => {
      const { exitCode, stdout, stderr } = await run(...how, '--json');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        ok: true,
        launcher,
        language: lang,
        model,
        ranks: [
          { rank: 0, input: [0, 1, 2, 3, 4], output: [0, 2, 4, 6, 8] },
          { rank: 1, input: [1, 2, 3, 4, 5], output: [2, 4, 6, 8, 10] },
        ],
        summary: expect.stringMatching(/^all 2 ranks agree/) as string,
      });
    });

    test('any model', async () => {
      const { exitCode, stdout, stderr } = await run(...how, '--model', model, '--json');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const document = JSON.parse(stdout) as { ranks: { outputs: { first: number[] }[] }[] };
      expect(document).toMatchObject({
        ok: true,
        model,
        ranks: [0, 1].map((rank) => ({
          rank,
          inputs: [{ name: 'input', type: 'float32', dims: [1, 5] }],
          outputs: [{ name: 'output', type: 'float32', dims: [1, 5] }],
        })),
        summary: expect.stringMatching(/^all 2 ranks ran .*simplenet\.onnx: each on cpu/) as string,
      });
      expect(document.ranks[0]?.outputs[0]?.first).toHaveLength(5);
    });

    test('a model that is not ONNX: exit 1, and why', async () => {
      const broken = path.join(folder, 'broken.onnx');
      writeFileSync(broken, 'this is no model at all, though it has some length');
      const { exitCode, stderr } = await run(...how, '--model', broken);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^rank [01]: .*broken\.onnx/m);
      expect(stderr).toMatch(/^rankwise: The job failed: .*The messages of the ranks say why\.$/m);
      expect(stderr).not.toContain('-----');
    });

    test('a device that is not there: exit 1, never a quiet run on another', async () => {
      const { exitCode, stdout, stderr } = await run(
        '--launcher',
        launcher,
        '--lang',
        lang,
        '--device',
        'cuda:97',
      );
      expect(exitCode).toBe(1);
      expect(stdout).not.toContain('output on rank');
      expect(stderr).toMatch(/^rank [01]: .*cuda/m);
    });
  });
});

describe('the mpiexec of this machine', { timeout: LIMIT_MS }, () => {
  const system = { PATH: process.env['PATH'] ?? '' };

  test('SIGINT ends all its ranks and what they started', async () => {
    using workspace = new FakeWorkspace();
    workspace.example('mpi', 'simplenet-f90', fakePrograms.sleeper);
    const job = workspace.start(['run', '--launcher', 'mpiexec', '--ranks', '3'], system);
    const pids = () =>
      readdirSync(workspace.pids).flatMap((name) =>
        readFileSync(path.join(workspace.pids, name), 'utf8').trim().split('\n').filter(Boolean).map(Number),
      );
    await vi.waitFor(
      () => {
        expect(pids()).toHaveLength(6);
      },
      { timeout: 30_000 },
    );
    job.kill('SIGINT');
    expect((await job).exitCode).toBe(130);
    expect(pids().filter((pid) => processEntry(pid) !== undefined)).toEqual([]);
  });

  test('long lines of ranks that write at once come whole', async () => {
    using workspace = new FakeWorkspace();
    const lines =
      'i=0; while [ $i -lt 40 ]; do printf "rank $OMPI_COMM_WORLD_RANK %0400d\\n" 0; i=$((i+1)); done';
    // One write of the whole burst, which is what a buffered stdout makes of it.
    workspace.example('mpi', 'simplenet-f90', `#!/bin/sh\ntext=$(${lines})\nprintf '%s\\n' "$text"\n`);
    const { stdout } = await workspace.start(['run', '--launcher', 'mpiexec', '--ranks', '4'], system);
    const whole = stdout.split('\n').filter((line) => /^rank [0-3] 0{400}$/.test(line));
    expect(whole).toHaveLength(160);
  });

  test('a rank that fails: its own words without banners, and everything with --verbose', async () => {
    using workspace = new FakeWorkspace();
    workspace.example('mpi', 'simplenet-f90', '#!/bin/sh\necho "the model is cut off" >&2\nexit 3\n');
    const args = ['run', '--launcher', 'mpiexec', '--ranks', '1'];
    const plain = await workspace.start(args, system);
    expect(plain.exitCode).toBe(1);
    expect(plain.stderr.split('\n')).toEqual([
      'the model is cut off',
      'rankwise: The job failed: mpiexec ended with status 3. The messages of the ranks say why.',
    ]);
    const verbose = await workspace.start([...args, '--verbose'], system);
    expect(verbose.stderr).toContain('the model is cut off');
    expect(verbose.stderr.split('\n').length).toBeGreaterThan(plain.stderr.split('\n').length + 3);
  });
});

test('npx cli run is the same command', { timeout: LIMIT_MS }, async () => {
  const options = { cwd: root, reject: false, stdin: 'ignore' } as const;
  const { exitCode, stdout } = await execa('npx', ['--no-install', 'cli', 'run', '--ranks', '2'], options);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(linesOf(2)));
});
