import { Random } from '../tools/Random.js';
import { classes, drawImage, SIZE } from './drawImage.js';
import { fitLinear } from './fitLinear.js';
import { convolve, globalAverage, relu, type Convolution, type Picture } from './layers.js';
import { throughBlock, toPicture, type Block, type ResNet } from './ResNet.js';

const IMAGES_PER_CLASS = 60;

/** The score of the class that is shown; that of the others is 0. */
const SCORE = 8;

/**
 * Makes a network that tells the classes of `drawImage` apart, from images that it draws: the first convolution is given,
 * those of the blocks are drawn at random, and the last layer is fitted. That is less than training, and takes seconds.
 *
 * Plain arithmetic in a fixed order: the same bits on every machine.
 */
export function fitResNet(): ResNet {
  const random = new Random(1);
  const shown = Array.from({ length: IMAGES_PER_CLASS * classes.length }, (_, i) => i % classes.length);
  const images = shown.map((place) => drawImage(classes[place] ?? 'disc', random));
  const pictures = images.map((pixels) => toPicture(pixels, SIZE));

  const stem = standardise(edgesAndLines(), pictures);
  const started = pictures.map((picture) => relu(convolve(picture, stem)));
  const one = makeBlock(12, 12, random, started);
  const between = started.map((picture) => throughBlock(picture, one));
  const two = makeBlock(12, 32, random, between);
  const features = between.map((picture) => globalAverage(throughBlock(picture, two)));

  const targets = shown.map((place) => classes.map((_, i) => (i === place ? SCORE : 0)));
  return { stem, blocks: [one, two], head: fitLinear(features, targets) };
}

/** Filters of brightness, at half the size: for each of 4 directions a rising and a falling edge, and a line. */
function edgesAndLines(): Convolution {
  const kernel = 5;
  const directions = [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
  ] as const;
  const profiles = [
    Math.sign,
    (place: number) => -Math.sign(place),
    (place: number) => (place === 0 ? 2 : -0.5),
  ];
  const filters = directions.flatMap(([dx, dy]) =>
    profiles.map((profile) =>
      Array.from({ length: kernel * kernel }, (_, place) =>
        profile(dx * ((place % kernel) - 2) + dy * (Math.floor(place / kernel) - 2)),
      ),
    ),
  );
  const weights = Float32Array.from(filters.flatMap((filter) => [...filter, ...filter, ...filter]));
  return { from: 3, to: filters.length, kernel, stride: 2, weights, bias: new Float32Array(filters.length) };
}

/** A block of random weights; one that gives more channels halves the size. */
function makeBlock(from: number, to: number, random: Random, pictures: readonly Picture[]): Block {
  const stride = from === to ? 1 : 2;
  const drawn = (channels: number, kernel: number, step: number): Convolution => {
    const weights = random.array(to * channels * kernel * kernel, 1);
    return { from: channels, to, kernel, stride: step, weights, bias: new Float32Array(to) };
  };
  const first = standardise(drawn(from, 3, stride), pictures);
  const branches = pictures.map((picture) => relu(convolve(picture, first)));
  // Half as loud as what it is added to, which keeps the directions apart.
  const second = standardise(drawn(to, 3, 1), branches, 0.5);
  if (stride === 1) return { first, second };
  return { first, second, skip: standardise(drawn(from, 1, stride), pictures) };
}

/** Batch normalisation as part of the weights: each channel gets mean 0 and this deviation over all pictures. */
function standardise(layer: Convolution, pictures: readonly Picture[], deviation = 1): Convolution {
  const outputs = pictures.map((picture) => convolve(picture, layer));
  const weights = Float32Array.from(layer.weights);
  const bias = Float32Array.from(layer.bias);
  const perChannel = weights.length / layer.to;
  for (let channel = 0; channel < layer.to; channel++) {
    let [count, sum, squares] = [0, 0, 0];
    for (const { size, values } of outputs) {
      for (const value of values.subarray(channel * size * size, (channel + 1) * size * size)) {
        count += 1;
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / count;
    const scale = deviation / Math.sqrt(squares / count - mean * mean);
    bias[channel] = -mean * scale;
    for (let i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
      weights[i] = (weights[i] as number) * scale;
    }
  }
  return { ...layer, weights, bias };
}
