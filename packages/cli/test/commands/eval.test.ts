import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { onnxModel } from '../../../core/test/models/onnxModel.js';
import { evaluate, inputs, simpleNet as model } from '../support/evaluate.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-eval-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

const x = { type: 'float32', dims: [1, 5], data: [0, 1, 2, 3, 0.1] };
const stdin = [model, '--input', '-', '--device', 'cpu'];

describe('SimpleNet, which doubles', () => {
  test('reads a file and prints its output as JSON', async () => {
    const args = [model, '--input', file('x.json', inputs(x)), '--device', 'cpu'];
    const { exitCode, stdout, stderr } = await evaluate(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ output: { ...x, data: [0, 2, 4, 6, 0.2] } });
  });

  test('reads stdin, and its output can be its input', async () => {
    const first = await evaluate(stdin, inputs(x));
    const second = await evaluate(stdin, first.stdout.replace('"output"', '"input"'));
    expect(JSON.parse(second.stdout)).toEqual({ output: { ...x, data: [0, 4, 8, 12, 0.4] } });
  });

  test('what is no number is a string on both sides', async () => {
    const { stdout } = await evaluate(stdin, inputs({ ...x, data: ['NaN', 'NaN', 'NaN', 'NaN', 'NaN'] }));
    const data = ['NaN', 'NaN', 'NaN', 'NaN', 'NaN'];
    expect(JSON.parse(stdout)).toEqual({ output: { ...x, data } });
  });
});

test.each([
  ['malformed JSON', '{ "input": ', 'INVALID_ARGUMENT', 'stdin is not JSON'],
  ['no input', '{}', 'INVALID_ARGUMENT', 'input'],
  ['another name', inputs(x, 'inptu'), 'TENSOR_UNKNOWN', "Did you mean 'input'?"],
  ['another type', inputs({ ...x, type: 'float64' }), 'TYPE_MISMATCH', 'float32'],
  ['another shape', inputs({ ...x, dims: [5, 1, 1] }), 'SHAPE_MISMATCH', '[5, 1, 1]'],
  ['too few elements', inputs({ ...x, data: [1] }), 'SHAPE_MISMATCH', '5 elements, but 1'],
])('%s is an error that says so, without a stack', async (_, text, code, words) => {
  const { exitCode, stdout, stderr } = await evaluate(stdin, text);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^rankwise: [^\n]*$/);
  expect(stderr).toContain(words);

  const json = await evaluate([...stdin, '--json'], text);
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, error: { code } });
});

test.each([
  ['a model that is missing', [path.join(folder, 'none.onnx'), '--input', '-'], 'none.onnx'],
  ['an input that is missing', [model, '--input', path.join(folder, 'none.json')], 'none.json'],
  ['an input that is a folder', [model, '--input', folder], folder],
])('%s is an error that names it', async (_, args, name) => {
  const { exitCode, stderr } = await evaluate(args, inputs(x));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^rankwise: [^\n]*$/);
  expect(stderr).toContain(name);
});

test('a device that is not there is an error, never a quiet run elsewhere', async () => {
  const args = [model, '--input', '-', '--device', 'cuda:97'];
  const { exitCode, stdout, stderr } = await evaluate(args, inputs(x));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('cuda');
});

test('outputs that are no numbers are left out, which is said once', async () => {
  const types = { numbers: 1, text: 8 };
  const bytes = onnxModel({
    inputs: [{ name: 'x', type: types.numbers, shape: ['n'] }],
    outputs: [
      { name: 'text', type: types.text, shape: ['n'] },
      { name: 'same', type: types.numbers, shape: ['n'] },
    ],
    nodes: [
      { op: 'Cast', inputs: ['x'], outputs: ['text'], attributes: { to: types.text } },
      { op: 'Identity', inputs: ['x'], outputs: ['same'] },
    ],
  });
  const texts = path.join(folder, 'texts.onnx');
  writeFileSync(texts, bytes);
  const y = { type: 'float32', dims: [2], data: [1, 2] };
  const { exitCode, stdout, stderr } = await evaluate(
    [texts, '--input', '-', '--device', 'cpu'],
    inputs(y, 'x'),
  );
  expect({ exitCode, outputs: JSON.parse(stdout) as unknown }).toEqual({ exitCode: 0, outputs: { same: y } });
  expect(stderr).toBe("rankwise: left out, since they are no numeric tensors: 'text' (string)");
});

test('options of the device reach its provider', async () => {
  const args = [model, '--input', '-', '--device', 'webgpu', '--provider-options'];
  const good = await evaluate([...args, 'validationMode=full; enableInt64=1'], inputs(x));
  expect({ exitCode: good.exitCode, stderr: good.stderr }).toEqual({ exitCode: 0, stderr: '' });
  const unknown = await evaluate([...args, 'validationmode=full'], inputs(x));
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stderr).toContain("no option 'validationmode'. Did you mean 'validationMode'?");
  const malformed = await evaluate([...args, 'full'], inputs(x));
  expect(malformed.exitCode).toBe(2);
});
