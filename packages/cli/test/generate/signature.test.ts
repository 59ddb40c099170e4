import { elementTypes, Model, type ElementType } from '@rankwise/core';
import { nativeFolder } from '@rankwise/fortran-bridge/build';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onnxModel } from '../../../core/test/models/onnxModel.js';
import { escapeName, signatureOf } from '../../src/generate/signature.js';
import { odd, oddNames, optional, value } from './models.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cli-signature-'));
const installed = nativeFolder();
const program = path.join(folder, 'expect');

beforeAll(() => {
  const source = path.join(import.meta.dirname, 'programs/expect.c');
  const library = path.join(installed, 'lib');
  const link = [`-L${library}`, `-Wl,-rpath,${library}`, '-lrankwise'];
  execFileSync('cc', ['-std=c11', `-I${installed}/include`, source, ...link, '-o', program]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Numbers from 0 to below 1, the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A model of random names, types and shapes, whose outputs are its inputs. */
function randomModel(seed: number): Uint8Array {
  const random = sequence(seed);
  const below = (count: number) => Math.floor(random() * count);
  const dims = [null, 0, 1, 3, 70000, 'n', 'batch size', '5', '5x', '?', '%35', 'é', ...oddNames];
  const shape = () => Array.from({ length: below(16) }, () => dims[below(dims.length)] ?? null);
  const tensors = Array.from({ length: 1 + below(8) }, (_, index) => ({
    name: `${oddNames[below(oddNames.length)] ?? ''}${String.fromCodePoint(33 + below(0xd000))}${index}`,
    type: elementTypes[below(elementTypes.length)] as ElementType,
    shape: below(6) === 0 ? undefined : shape(),
  }));
  return onnxModel({
    inputs: tensors.map(({ name, type, shape }) => value(name, type, shape)),
    outputs: tensors.map(({ name, type, shape }) =>
      value(`${name}'`, type, below(4) === 0 ? undefined : shape),
    ),
    nodes: tensors.map(({ name }) => ({ op: 'Identity', inputs: [name], outputs: [`${name}'`] })),
  });
}

/** Whether the library takes each signature for the model beside it; if not, the line that it found. */
function expectEach(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const words = pairs.map(([model, signature], index) => {
    const file = path.join(folder, `${index}.txt`);
    writeFileSync(file, signature);
    return [model, file];
  });
  return execFileSync(program, words.flat(), { encoding: 'utf8' }).trimEnd().split('\n');
}

const strings = onnxModel({
  inputs: [{ name: 'text', type: 8, shape: ['n'] }],
  outputs: [{ name: 'same', type: 8, shape: ['n'] }],
  nodes: [{ op: 'Identity', inputs: ['text'], outputs: ['same'] }],
});

test('the signature written here is the one that the C library reads off the model, for any model', async () => {
  const models = [odd(), strings, optional(), ...Array.from({ length: 60 }, (_, seed) => randomModel(seed))];
  const pairs = await Promise.all(
    models.map(async (bytes, index) => {
      const file = path.join(folder, `${index}.onnx`);
      writeFileSync(file, bytes);
      await using model = await Model.load(file);
      return [file, `${signatureOf(model).join('\n')}\n`] as const;
    }),
  );
  expect(expectEach(pairs)).toEqual(pairs.map(() => 'OK'));

  // Any letter that is another, and any that is missing, is a change.
  const random = sequence(1);
  const changed = pairs.map(([file, text], index) => {
    const at = Math.floor(random() * (text.length - 1));
    return [file, text.slice(0, at) + (index % 2 === 0 ? '~' : '') + text.slice(at + 1)] as const;
  });
  expect(expectEach(changed)).toEqual(pairs.map(() => 'MODEL_CHANGED'));
});

test('a signature holds nothing that a string or a comment of any language would mind', () => {
  const every = String.fromCodePoint(...Array.from({ length: 0x2000 }, (_, code) => code + 1));
  expect(escapeName(every)).toMatch(/^[A-Za-z0-9_.:/()+%-]+$/);
  expect(escapeName('größe "q"')).toBe('gr%C3%B6%C3%9Fe%20%22q%22');
});

test('a dimension that is called like a number is none', () => {
  const tensor = (size: number | string | null) =>
    signatureOf({
      inputs: [{ name: 'x', type: 'int8', shape: [size], anyRank: false, optional: false }],
      outputs: [],
    })[0];
  expect([5, '5', null, '?', '5a', 'a5'].map(tensor)).toEqual(
    ['5', '%35', '?', '%3F', '%35a', 'a5'].map((dim) => `input x int8 [${dim}]`),
  );
});
