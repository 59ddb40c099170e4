import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeWorkspace } from '../support/fakeWorkspace.js';
import { fakeMpiexec, fakePrograms } from '../support/fakePrograms.js';

let workspace: FakeWorkspace;
beforeEach(() => {
  workspace = new FakeWorkspace();
});
afterEach(() => {
  workspace[Symbol.dispose]();
});

const local = ['run', '--launcher', 'local'];

describe('right numbers', () => {
  test('every line of every rank on stdout, the summary last, nothing on stderr', async () => {
    workspace.example('local', 'simplenet-f90', fakePrograms.right);
    const { exitCode, stdout, stderr } = await workspace.start([...local, '--ranks', '3']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines).toContain('output on rank 2: [  4.0,  6.0,  8.0, 10.0, 12.0]');
    expect(lines.at(-1)).toBe('all 3 ranks agree: each on cpu, through nothing');
    expect(workspace.leftFolders()).toEqual([]);
  });

  test('--json is one document', async () => {
    const file = workspace.example('local', 'simplenet-c', fakePrograms.right);
    const args = [...local, '--lang', 'c', '--device', 'cpu', '--json'];
    const { exitCode, stdout, stderr } = await workspace.start(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const model = path.join(workspace.root, 'apps/examples/01-simplenet/simplenet.onnx');
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      ranks: [
        { rank: 0, input: [0, 1, 2, 3, 4], output: [0, 2, 4, 6, 8] },
        { rank: 1, input: [1, 2, 3, 4, 5], output: [2, 4, 6, 8, 10] },
      ],
      summary: 'all 2 ranks agree: each on cpu, through nothing',
      launcher: 'local',
      command: [file, model, 'cpu'],
      seconds: expect.any(Number) as number,
      language: 'c',
      model,
    });
  });

  test('auto takes the mpiexec on the PATH, with its own arguments', async () => {
    workspace.script('bin/mpiexec', fakeMpiexec('mpiexec (OpenRTE) 4.1.4'));
    const file = workspace.example('mpi', 'simplenet-f90', fakePrograms.right);
    const { exitCode, stdout, stderr } = await workspace.start(['run', '--ranks', '4', '--verbose']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('output on rank 3: [  6.0,  8.0, 10.0, 12.0, 14.0]');
    expect(readFileSync(workspace.log, 'utf8')).toContain(
      `mpiexec -n 4 --oversubscribe --tag-output ${file} `,
    );
    expect(stderr).toContain(`launcher: mpiexec (${workspace.bin}/mpiexec, mpiexec (OpenRTE) 4.1.4)`);
    expect(stderr).toContain(`command: ${workspace.bin}/mpiexec -n 4 --oversubscribe --tag-output ${file} `);
  });

  test('MPICH gets no option that it lacks', async () => {
    workspace.script('bin/mpiexec', fakeMpiexec('HYDRA build details:'));
    const file = workspace.example('mpi', 'simplenet-f90', fakePrograms.right);
    expect((await workspace.start(['run'])).exitCode).toBe(0);
    expect(readFileSync(workspace.log, 'utf8')).toContain(`mpiexec -n 2 ${file} `);
  });

  test('inside a Slurm allocation srun starts the ranks', async () => {
    workspace.script('bin/srun', fakeMpiexec('slurm 23.11'));
    workspace.example('mpi', 'simplenet-f90', fakePrograms.right);
    const { exitCode } = await workspace.start(['run', '--ranks', '3'], { SLURM_JOB_ID: '7' });
    expect(exitCode).toBe(0);
    expect(readFileSync(workspace.log, 'utf8')).toContain('srun -n 3 ');
  });

  test('--model runs any-model with the shapes that were given', async () => {
    workspace.example('local', 'any-model-f90', fakePrograms.echo);
    const args = [...local, '--model', workspace.model, '--shape', 'x=1x2', '--device', 'cuda:1', '--json'];
    const { exitCode, stdout } = await workspace.start(args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      model: workspace.model,
      ranks: [0, 1].map((rank) => ({
        rank,
        inputs: [{ name: workspace.model, type: 'float32', dims: [1, 2] }],
        outputs: [{ name: 'cuda:1 x=1x2', min: -1, max: 'NaN', mean: 0.5, first: [-1, 2] }],
      })),
    });
  });
});

describe('what is wrong ends with 1', () => {
  test('wrong numbers, though the program says that all agree', async () => {
    workspace.example('local', 'simplenet-f90', fakePrograms.wrongOnRank1);
    const { exitCode, stdout, stderr } = await workspace.start(local);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('output on rank 1: [  3.0,');
    expect(stdout).not.toContain('agree');
    expect(stderr).toMatch(/^rankwise: [^\n]*$/);
    expect(stderr).toContain('the output on rank 1 is [3, 6, 9, 12, 15], not [2, 4, 6, 8, 10]');
  });

  test('ranks that print nothing', async () => {
    workspace.example('local', 'simplenet-f90', fakePrograms.silent);
    const { exitCode, stderr } = await workspace.start(local);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('rank 0 printed no input');
  });

  test('a rank that fails: its own words, and the others are ended', async () => {
    workspace.example('local', 'simplenet-f90', fakePrograms.rank1Fails);
    const { exitCode, stdout, stderr } = await workspace.start([...local, '--ranks', '3']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'rank 1: the model is cut off',
      'rankwise: The job failed: rank 1 ended with status 3, and the other ranks were ended. The messages of the ranks say why.',
    ]);
    expect(workspace.leftFolders()).toEqual([]);
  });

  test('the same as JSON', async () => {
    workspace.example('local', 'simplenet-f90', fakePrograms.rank1Fails);
    const { exitCode, stdout } = await workspace.start([...local, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: {
        code: 'RUN_FAILED',
        message: expect.stringContaining('rank 1 ended with status 3') as string,
        details: ['rank 1: the model is cut off'],
      },
    });
  });

  test('mpiexec that is missing', async () => {
    const { exitCode, stdout, stderr } = await workspace.start(['run', '--launcher', 'mpiexec']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^rankwise: mpiexec is not on the PATH\. Install [^\n]*--launcher local\.$/);
  });

  test('mpiexec that fails before any rank starts: all that it says is shown', async () => {
    const dashes = '-'.repeat(74);
    const script = `#!/bin/sh\n[ "$1" = --version ] || { echo ${dashes} >&2; exit 213; }\n`;
    workspace.script('bin/mpiexec', script);
    workspace.example('mpi', 'simplenet-f90', fakePrograms.right);
    const { exitCode, stderr } = await workspace.start(['run']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(dashes);
    expect(stderr).toContain('mpiexec ended with status 213. No rank said why');
  });

  test('a program that cannot be run', async () => {
    workspace.example('local', 'simplenet-f90', '#!/nonexistent/interpreter\n');
    const { exitCode, stderr } = await workspace.start(local);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/rank [01] could not be started/);
    expect(workspace.leftFolders()).toEqual([]);
  });

  test.each([
    ['missing', 'none.onnx', 'is not there'],
    ['a folder', '.', 'is a folder'],
  ])('a model that is %s, before anything is started', async (_, model, words) => {
    const { exitCode, stderr } = await workspace.start([
      ...local,
      '--model',
      path.join(workspace.root, model),
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^rankwise: [^\n]*$/);
    expect(stderr).toContain(words);
    expect(workspace.leftFolders()).toEqual([]);
  });

  test('a model that is empty', async () => {
    const model = workspace.file('empty.onnx', '');
    const { exitCode, stdout } = await workspace.start([...local, '--model', model, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'MODEL_INVALID' } });
  });

  test('TypeScript examples that are not built', async () => {
    const { exitCode, stderr } = await workspace.start([...local, '--lang', 'ts']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('01-simplenet/main.js is missing. Run: npm run build');
  });

  test('a checkout that is not built', async () => {
    workspace.remove('packages/cli/dist');
    const { exitCode, stderr } = await workspace.start(['run']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('rankwise: this checkout is not built yet. Run: npm run setup');
  });
});
