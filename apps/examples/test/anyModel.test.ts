import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementTypes } from '@rankwise/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flavours, languages, localFlavour, type Flavour, type Language } from './examples.js';
import { everyType, mixed, nonZero, withText } from './models.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rankwise-models-'));
  writeFileSync(join(folder, 'mixed.onnx'), mixed());
  writeFileSync(join(folder, 'nonzero.onnx'), nonZero());
  writeFileSync(join(folder, 'text.onnx'), withText());
  writeFileSync(join(folder, 'types.onnx'), everyType(elementTypes));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const rankOf = (line: string) => Number(line.split(' ')[1]);

async function linesOf(run: Flavour['run'], language: Language, name: string, words: readonly string[]) {
  const { status, stdout, stderr } = await run('any-model', language, 2, [join(folder, name), ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  const through = language === 'ts' ? 'core' : 'its engine';
  const closing = lines.filter((line) => line.startsWith('all '));
  expect(closing).toEqual([
    expect.stringContaining(`all 2 ranks ran ${name}: each on cpu, through ${through} (ONNX Runtime `),
  ]);
  return lines.filter((line) => line.startsWith('rank ')).sort((a, b) => rankOf(a) - rankOf(b));
}

describe.each(flavours)('any model $name', ({ here, run }) => {
  it.runIf(here).each(languages)('in %s: two inputs, two outputs', async (language) => {
    expect(await linesOf(run, language, 'mixed.onnx', ['cpu', 'x=2x3'])).toEqual([
      'rank 0 input  x: float32 [2, 3]',
      'rank 0 input  7: int64 [2, 1, 3]',
      'rank 0 output sum: float64 [2, 2, 3] min -0.5 max 1.375 mean 0.395833 first -0.3125 1.125 -0.5 -0.0625 1.375',
      'rank 0 output 3: int32 [2, 1, 3] min 0 max 1 mean 0.5 first 0 1 0 1 0',
      'rank 1 input  x: float32 [2, 3]',
      'rank 1 input  7: int64 [2, 1, 3]',
      'rank 1 output sum: float64 [2, 2, 3] min -0.5 max 1.5 mean 0.5 first 0.5 0.875 0.3125 -0.3125 1.125',
      'rank 1 output 3: int32 [2, 1, 3] min 0 max 1 mean 0.5 first 0 1 0 1 0',
    ]);
  });

  it.runIf(here)('has a shape that only the run decides', async () => {
    const [f90, c, ts] = await Promise.all(
      languages.map((language) => linesOf(run, language, 'nonzero.onnx', ['cpu', 'x=7'])),
    );
    expect(ts?.[1]).toBe('rank 0 output places: int64 [1, 3] min 1 max 5 mean 3 first 1 3 5');
    expect(f90).toEqual(ts);
    expect(c).toEqual(ts);
  });

  it.runIf(here).each(languages)('in %s leaves a text out', async (language) => {
    expect(await linesOf(run, language, 'text.onnx', ['cpu', 'x=2'])).toEqual([
      'rank 0 input  x: float32 [2]',
      'rank 0 output half: float16 [2] min -0.3125 max 0.125 mean -0.09375 first -0.3125 0.125',
      'rank 1 input  x: float32 [2]',
      'rank 1 output half: float16 [2] min -0.125 max 0.5 mean 0.1875 first 0.5 -0.125',
    ]);
  });

  it.runIf(here).each(languages)('in %s has an output that is empty', async (language) => {
    const lines = await linesOf(run, language, 'nonzero.onnx', ['cpu']);
    expect(lines).toContain('rank 1 output places: int64 [1, 0] empty');
  });

  it.runIf(here)('prints the same numbers of every type in every language', async () => {
    const words = ['cpu', 'x=9', 'half=9', 'flag=9', 'byte=9'];
    const [f90, c, ts] = await Promise.all(
      languages.map((language) => linesOf(run, language, 'types.onnx', words)),
    );
    expect(c).toHaveLength(2 * (4 + elementTypes.length + 9));
    expect(f90).toEqual(c);
    expect(ts).toEqual(c);
  });

  it.runIf(here).each(languages)('in %s fails where a rank fails, and says which', async (language) => {
    const { status, stderr } = await run('any-model', language, 2, [
      join(folder, 'mixed.onnx'),
      'cpu',
      'x=2x4',
    ]);
    expect(status).not.toBe(0);
    // In the order in which it was given, whatever the language's own is.
    expect(stderr).toMatch(/rank [01]: .*'x'.*float32 \[\w+, 3\].*float32 \[2, 4\]/);
    expect(stderr).toMatch(/2 of 2 ranks failed: 0 1/);
  });
});

describe.each(languages)('the arguments of any model in %s', (language) => {
  const refused = async (...words: readonly string[]) => {
    const { status, stderr } = await localFlavour.run('any-model', language, 1, words);
    expect(status).not.toBe(0);
    return stderr;
  };

  it('say how they are given', async () => {
    expect(await refused()).toMatch(/rank 0: usage: \S+ MODEL \[DEVICE\] \[NAME=1x3x224x224\]\.\.\./);
  });

  it.each([
    ['x=2xx3', "the shape in 'x=2xx3' is not valid"],
    ['x=-1', "the shape in 'x=-1' is not valid"],
    ['x=1234567890123456', "the shape in 'x=1234567890123456' is not valid"],
    ['x', "the argument 'x' is no shape"],
    ['u=1', "the model has no input 'u', which 'u=1' gives a shape: its inputs are x, 7"],
  ])('are refused: %s', async (word, message) => {
    expect(await refused(join(folder, 'mixed.onnx'), 'cpu', word)).toContain(`rank 0: ${message}`);
  });

  it('may not ask for more than there is', async () => {
    const message = await refused(join(folder, 'mixed.onnx'), 'cpu', 'x=99999999999x99999999999');
    expect(message).toMatch(/rank 0: (no memory for the input 'x'|Cannot allocate|The shape)/);
  });
});
