import {
  add,
  convolve,
  globalAverage,
  linear,
  relu,
  type Convolution,
  type Linear,
  type Picture,
} from './layers.js';

/** A residual block: relu(skip(x) + second(relu(first(x)))). Without `skip` x itself is added. */
export interface Block {
  readonly first: Convolution;
  readonly second: Convolution;
  readonly skip?: Convolution;
}

/** A residual network; the batch normalisation of each convolution is part of its weights, as exporters leave it. */
export interface ResNet {
  readonly stem: Convolution;
  readonly blocks: readonly Block[];
  readonly head: Linear;
}

export function throughBlock(picture: Picture, { first, second, skip }: Block): Picture {
  const branch = convolve(relu(convolve(picture, first)), second);
  return relu(add(skip === undefined ? picture : convolve(picture, skip), branch));
}

/** The score of each class, in float64: what the network must give, but for rounding. */
export function scoresOf(net: ResNet, picture: Picture): Float64Array {
  const start = relu(convolve(picture, net.stem));
  return linear(globalAverage(net.blocks.reduce(throughBlock, start)), net.head);
}

/** Scores as probabilities, by softmax. */
export function probabilitiesOf(scores: Float64Array): Float64Array {
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The pixels of an image, red, green and blue of each, as the network takes them: [channel, height, width], near 0. */
export function toPicture(pixels: Uint8Array, size: number): Picture {
  const area = size * size;
  const values = Float64Array.from({ length: 3 * area }, (_, i) => {
    const [channel, place] = [Math.floor(i / area), i % area];
    return ((pixels[3 * place + channel] as number) / 255 - 0.5) / 0.25;
  });
  return { channels: 3, size, values };
}
