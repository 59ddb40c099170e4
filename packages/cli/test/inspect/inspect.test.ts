import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nativeFolder } from '@rankwise/fortran-bridge/build';
import { afterAll, describe, expect, test } from 'vitest';
import { onnxModel } from '../../../core/test/models/onnxModel.js';
import { simpleNet } from '../../../core/test/models/simpleNet.js';
import type { InspectDocument } from '../../src/inspect/inspect.js';
import { runCli } from '../../src/runCli.js';
import { odd, shapes } from '../generate/models.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-inspect-'));
const cli = path.resolve(import.meta.dirname, '../../bin/rankwise.js');
const python = path.resolve(import.meta.dirname, '../../../python/src');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function inspect(bytes: Uint8Array | string, ...options: string[]) {
  const file = path.join(folder, 'model.onnx');
  writeFileSync(file, bytes);
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(['inspect', file, ...options], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
  });
  return { exitCode, stdout, stderr };
}
const documentOf = async (bytes: Uint8Array) =>
  JSON.parse((await inspect(bytes, '--json')).stdout) as InspectDocument;

test('prints both orders, counts and batching, in 60 columns', async () => {
  const { exitCode, stdout, stderr } = await inspect(simpleNet());
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const [, ...lines] = stdout.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '  input: float32',
      '    ONNX    [batch, 5]',
      '    Fortran (5, batch)',
      '  MatMul 1',
      '  Requests of several ranks can be run as one batch.',
    ]),
  );
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
  expect(stdout).not.toContain('Warnings');
});

const FLOAT = 1;
const DOUBLE = 11;
const weight = { name: 'w', type: FLOAT, dims: [2], data: Float32Array.of(1, 2) };

test('warns of what often goes wrong', async () => {
  const { warnings, batching, externalFiles } = await documentOf(
    onnxModel({
      inputs: [
        { name: 'x', type: FLOAT, shape: [4, 2] },
        { name: 'd', type: DOUBLE, shape: ['n'] },
        { name: 'on', type: 9, shape: [] },
      ],
      outputs: [
        { name: 'y', type: FLOAT, shape: [4, 2] },
        { name: 'd', type: DOUBLE, shape: ['n'] },
        { name: 'list', type: FLOAT, shape: [2], sequence: true },
      ],
      nodes: [
        { op: 'Mul', inputs: ['x', 'w'], outputs: ['xw'] },
        { op: 'Dropout', name: 'drop', inputs: ['xw', '', 'on'], outputs: ['y'] },
        { op: 'SequenceConstruct', inputs: ['w'], outputs: ['list'] },
      ],
      weights: [weight],
      externalFile: 'weights.bin',
    }),
  );
  expect(warnings.map((warning) => warning.replace(/[:,] .*/, ''))).toEqual([
    "The output 'list' is no numeric tensor (sequence)",
    "Dropout 'drop' may behave as in training",
    'Most weights are float32',
    "The first axis of the input 'x' is fixed at 4",
    "The output 'd' is an input",
  ]);
  expect(batching.reason).toContain("the input 'x' has a fixed leading axis of 4");
  expect(externalFiles).toEqual([{ file: 'weights.bin', found: false }]);
});

test('names the operator that forbids batching', async () => {
  const values = { type: FLOAT, shape: ['n', 2] };
  const { batching } = await documentOf(
    onnxModel({
      inputs: [{ name: 'x', ...values }],
      outputs: [{ name: 'y', ...values }],
      nodes: [{ op: 'Softmax', name: 'mix', inputs: ['x'], outputs: ['y'], attributes: { axis: 0 } }],
    }),
  );
  expect(batching).toEqual({ possible: false, reason: expect.stringMatching(/^Softmax 'mix': /) as string });
});

test('shows no call where types or names need a module of their own', async () => {
  expect((await documentOf(odd())).calls).toBeNull();
  expect((await documentOf(shapes())).calls).toBeNull();
});

test('a name cannot steer the terminal', async () => {
  const { stdout } = await inspect(
    onnxModel({
      inputs: [{ name: 'x\u001b[2J', type: FLOAT, shape: [2] }],
      outputs: [{ name: 'y', type: FLOAT, shape: [2] }],
      nodes: [{ op: 'Identity', inputs: ['x\u001b[2J'], outputs: ['y'] }],
    }),
  );
  expect(stdout).toContain('x\\u001b[2J: float32');
  expect(stdout).not.toContain('\u001b');
});

test.each([
  ['a text', 'no model'],
  ['a cut file', simpleNet().subarray(0, -20)],
])('%s is an error of one line, and a document with --json', async (_, bytes) => {
  const { exitCode, stdout, stderr } = await inspect(bytes);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^rankwise: .*model\.onnx.*\n$/);
  const asJson = await inspect(bytes, '--json');
  expect(asJson).toMatchObject({ exitCode: 1, stderr: '' });
  expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, error: { code: 'MODEL_INVALID' } });
});

/** Two inputs and two outputs of different types, a scalar, and an output whose shape the run decides. */
const several = onnxModel({
  inputs: [
    { name: 'Wind "u"', type: FLOAT, shape: ['n', 3] },
    { name: 'limit', type: DOUBLE, shape: [] },
  ],
  outputs: [
    { name: 'places', type: 7, shape: [2, null] },
    { name: 'twice', type: DOUBLE, shape: [] },
  ],
  nodes: [
    { op: 'NonZero', inputs: ['Wind "u"'], outputs: ['places'] },
    { op: 'Add', inputs: ['limit', 'limit'], outputs: ['twice'] },
  ],
});

describe.each([
  ['simplenet', simpleNet()],
  ['several', several],
])('the calls of %s run', (name, bytes) => {
  const run = async (program: string, ...args: string[]) => {
    const env = { RANKWISE_LIBRARY: `${nativeFolder()}/lib/librankwise.so`, PYTHONPATH: python };
    const { exitCode, stdout, stderr } = await execa(program, args, { cwd: folder, env, reject: false });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  };
  const write = async (extension: 'fortran' | 'c' | 'python', file: string) => {
    const { calls } = await documentOf(bytes);
    writeFileSync(path.join(folder, file), calls?.[extension] ?? '');
  };
  const numbers = (text: string) => (text.match(/\d+(\.\d*)?(e[+-]\d+)?/gi) ?? []).map(Number);
  const expected = name === 'simplenet' ? [0, 0, 0, 0, 0] : [0];

  test('are readable in 60 columns', async () => {
    const calls = Object.values((await documentOf(bytes)).calls ?? {}) as string[];
    expect(calls).toHaveLength(3);
    expect(calls.flatMap((text) => text.split('\n')).filter((line) => line.length > 60)).toEqual([]);
  });

  test('in Fortran', { timeout: 180_000 }, async () => {
    await write('fortran', 'call.f90');
    const cache = `XDG_CACHE_HOME=${path.join(folder, 'cache')}`;
    await run('env', cache, process.execPath, cli, 'fc', '-Wall', 'call.f90', '-o', 'call-f');
    expect(numbers(await run('./call-f'))).toEqual(expected);
  });

  test('in C', async () => {
    await write('c', 'call.c');
    await run(process.execPath, cli, 'cc', '-std=c11', '-Wall', '-Wextra', 'call.c', '-o', 'call-c');
    expect(await run('./call-c')).toBe('');
  });

  test('in Python', async () => {
    await write('python', 'call.py');
    expect(numbers(await run(process.env['RANKWISE_PYTHON'] ?? '/usr/bin/python3', 'call.py'))).toEqual(
      expected,
    );
  });
});
