import { Model, Tensor } from '@rankwise/core';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classes, drawImage, SIZE } from '../03-resnet/drawImage.js';
import { fitResNet } from '../03-resnet/fitResNet.js';
import { probabilitiesOf, scoresOf, toPicture, type ResNet } from '../03-resnet/ResNet.js';
import { resnetModel } from '../03-resnet/resnetModel.js';
import { sampleImages } from '../03-resnet/sampleImages.js';
import { Random } from '../tools/Random.js';
import { failsOnAnotherModel, failsReadably, fileOf, isWhatIsMade, linesOf, runOne } from './oneProcess.js';

const modelPath = fileOf('resnet', 'resnet.onnx');
const shown = {
  'checkerboard.ppm': 'checkerboard',
  'diagonals.ppm': 'rising diagonals',
  'disc.ppm': 'disc',
  'stripes.ppm': 'horizontal stripes',
};

let net: ResNet;
let folder: string;

beforeAll(() => {
  net = fitResNet();
  folder = mkdtempSync(join(tmpdir(), 'rankwise-images-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const pixelsOf = (path: string) => readFileSync(path).subarray(-3 * SIZE * SIZE);

/** The three likeliest classes of an image, by plain float64 arithmetic. */
function bestOf(path: string) {
  const probabilities = [...probabilitiesOf(scoresOf(net, toPicture(pixelsOf(path), SIZE)))];
  return probabilities
    .map((probability, i) => ({ percent: 100 * probability, name: classes[i] }))
    .sort((one, other) => other.percent - one.percent)
    .slice(0, 3);
}

describe('the residual network', () => {
  isWhatIsMade('resnet', () => ({ 'resnet.onnx': resnetModel(net), ...sampleImages() }));

  it('gives what plain arithmetic gives, and tells new images apart', async () => {
    using model = await Model.load(modelPath);
    const random = new Random(3);
    let right = 0;
    for (let i = 0; i < 300; i++) {
      const place = i % classes.length;
      const picture = toPicture(drawImage(classes[place] ?? 'disc', random), SIZE);
      const image = Tensor.from('float32', [1, 3, SIZE, SIZE], Float32Array.from(picture.values));
      const scores = Array.from(model.run({ image })['scores']?.data ?? [], Number);
      for (const [i, score] of scoresOf(net, picture).entries()) expect(scores[i]).toBeCloseTo(score, 3);
      if (scores.indexOf(Math.max(...scores)) === place) right++;
    }
    expect(right).toBeGreaterThan(0.97 * 300);
  });
});

describe.each(['f90', 'c'] as const)('ResNet in %s', (language) => {
  it('tells what the images show', async () => {
    const paths = Object.keys(shown).map((name) => fileOf('resnet', name));
    const lines = await linesOf('resnet', language, modelPath, 'cpu', ...paths);
    expect(lines).toHaveLength(4 * paths.length);
    for (const [i, path] of paths.entries()) {
      const [title, ...best] = lines.slice(4 * i, 4 * i + 4);
      expect(title).toBe(`${path}:`);
      const expected = bestOf(path);
      expect(expected[0]?.name).toBe(shown[basename(path) as keyof typeof shown]);
      expect(best.map((line) => line.slice(10))).toEqual(expected.map(({ name }) => name));
      for (const [place, line] of best.entries()) {
        expect(line).toMatch(/^ *\d+\.\d % /);
        expect(Math.abs(parseFloat(line) - (expected[place]?.percent ?? NaN))).toBeLessThan(0.06);
      }
    }
  });

  it('reads a header with comments', async () => {
    const path = join(folder, 'commented.ppm');
    const pixels = pixelsOf(fileOf('resnet', 'disc.ppm'));
    writeFileSync(path, Buffer.concat([Buffer.from('P6 # drawn by hand\n32\t32 #\n255\n'), pixels]));
    expect((await linesOf('resnet', language, modelPath, 'cpu', path))[1]).toMatch(/% disc$/);
  });

  it.each([
    ['nowhere.ppm', undefined, /cannot open the image.*nowhere\.ppm/i],
    ['letters.ppm', 'hello', /'.*letters\.ppm' is no binary PPM file: it must begin with P6/],
    ['empty.ppm', '', /'.*empty\.ppm' is no binary PPM file/],
    ['deep.ppm', 'P6 2 2 65535\n', /header of the image '.*deep\.ppm' is not that of a PPM file with 8 bits/],
    ['large.ppm', 'P6 99999999999 2 255\n', /header of the image '.*large\.ppm'/],
    ['headless.ppm', 'P6\n32', /header of the image '.*headless\.ppm'/],
    ['cut.ppm', 'P6 32 32 255\nabc', /'.*cut\.ppm' ends before its last pixel/],
    [
      'small.ppm',
      `P6 2 1 255\nabcabc`,
      /rank 0: .*'image'.*32.*float32 [([](2, 1, 3|3, 1, 2)[)\]] was given/,
    ],
  ])('refuses %s', async (name, content, message) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    const { status, stdout, stderr } = await runOne('resnet', language, modelPath, 'cpu', path);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  failsReadably(
    'resnet',
    language,
    /usage: \S+ MODEL DEVICE IMAGE\.ppm\.\.\./,
    'cpu',
    fileOf('resnet', 'disc.ppm'),
  );

  failsOnAnotherModel('resnet', language, 'cpu', fileOf('resnet', 'disc.ppm'));
});
