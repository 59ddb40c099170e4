import { Model, RankwiseError, type TensorInfo } from '@rankwise/core';
import { nativeFolder } from '@rankwise/fortran-bridge/build';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { simpleNet } from '../../../core/test/models/simpleNet.js';
import { cHeader } from '../../src/generate/cHeader.js';
import { fortranModule } from '../../src/generate/fortranModule.js';
import { createModelInterface } from '../../src/generate/ModelInterface.js';
import { everyType, large, odd, optional, shapes } from './models.js';

const models = {
  simplenet: simpleNet(),
  types: everyType(),
  shapes: shapes(),
  odd: odd(),
  choice: optional(),
  large: large(),
};

async function interfaceOf(bytes: Uint8Array, name: string) {
  await using model = await Model.load(bytes);
  return createModelInterface(model, name, `${name}.onnx`, '1.2.3');
}

test('the module and the header of a model', async () => {
  const model = await interfaceOf(shapes(), 'shapes');
  await expect(fortranModule(model)).toMatchFileSnapshot('expected/shapes.f90');
  await expect(cHeader(model)).toMatchFileSnapshot('expected/shapes.h');
});

describe.each(Object.entries(models))('of %s', (name, bytes) => {
  test('the same bytes come out each time', async () => {
    const texts = await Promise.all([interfaceOf(bytes, name), interfaceOf(bytes, name)]);
    const [first, second] = texts.map((model) => fortranModule(model) + cHeader(model));
    expect(first).toBe(second);
  });

  test('the module has lines of at most 100 columns, ASCII alone, no assumed rank and no assumed type', async () => {
    const text = fortranModule(await interfaceOf(bytes, name));
    for (const line of text.split('\n')) expect(line).toMatch(/^[ -~]{0,100}$/);
    expect(withoutComments(text)).not.toMatch(/\(\.\.\)|type\(\*\)|use rankwise\s*(,|$)/im);
  });

  test('the header is ASCII alone, and its comments end where they should', async () => {
    const text = cHeader(await interfaceOf(bytes, name));
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text.split('/*').length).toBe(text.split('*/').length);
  });
});

test('what the module stands on has no assumed rank and no assumed type either', () => {
  for (const name of ['rankwise_base', 'rankwise_typed', 'rankwise_status']) {
    const file = path.join(nativeFolder(), `share/rankwise/fortran/${name}.f90`);
    const code = withoutComments(readFileSync(file, 'utf8'));
    expect(code).toContain(`module ${name}`);
    expect(code).not.toMatch(/\(\.\.\)|type\(\*\)|use rankwise\s*(,|$)|use rankwise_c\b/im);
  }
});

function withoutComments(text: string): string {
  return text.replaceAll(/!.*$/gm, '');
}

type Shape = readonly (number | string | null)[];

function tensor(name: string, shape: Shape, more: Partial<TensorInfo> = {}): TensorInfo {
  return { name, type: 'float32', shape, anyRank: false, optional: false, ...more };
}

function describeModel(inputs: readonly TensorInfo[], outputs: readonly TensorInfo[] = []) {
  return createModelInterface({ name: 'net.onnx', inputs, outputs }, 'net', 'net.onnx', '1.2.3');
}

test.each<[Shape, Shape, boolean]>([
  [['n'], [1, 'found'], true],
  [[null], [1, null], true],
  [['n'], [1, 'n'], false],
  [['n'], [1, 3], false],
  [[], [], false],
])('from %j to %j: whether only the run decides the shape is %j', (input, output, decided) => {
  expect(describeModel([tensor('x', input)], [tensor('y', output)]).outputs[0]?.decided).toBe(decided);
});

test.each([
  [
    'no number',
    tensor('x', ['n'], { type: 'string' }),
    /'x' is no numeric tensor \(string\)/,
    /give numbers/,
  ],
  [
    'a rank that is free',
    tensor('x', [], { anyRank: true }),
    /'x' has no known number of dimensions/,
    /module rankwise/,
  ],
  ['too many dimensions', tensor('x', Array(16).fill(2) as number[]), /'x' has 16 dimensions/, /merge/],
])('%s is refused, with the tensor named and what to do', (_, wrong, what, remedy) => {
  for (const [side, refused] of [
    ['input', () => describeModel([wrong])],
    ['output', () => describeModel([], [wrong])],
  ] as const) {
    expect(refused).toThrow(RankwiseError);
    expect(refused).toThrow(what);
    expect(refused).toThrow(remedy);
    expect(refused).toThrow(`'net.onnx': ${side} 'x'`);
  }
});
