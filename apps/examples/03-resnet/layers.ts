// The layers of the network in plain float64 arithmetic: to fit it, and to know what it must give.

/** A picture of several channels, [channel, height, width], the last dimension fastest. Width and height are equal. */
export interface Picture {
  readonly channels: number;
  readonly size: number;
  readonly values: Float64Array;
}

/** A convolution: weights [to, from, kernel, kernel] and a bias for each channel; as much padding as keeps the size. */
export interface Convolution {
  readonly from: number;
  readonly to: number;
  /** Width and height, odd. */
  readonly kernel: number;
  readonly stride: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export function convolve(picture: Picture, layer: Convolution): Picture {
  const { from, to, kernel, stride, weights } = layer;
  const padded = pad(picture, (kernel - 1) / 2);
  const size = Math.ceil(picture.size / stride);
  const values = new Float64Array(to * size * size);
  let next = 0;
  for (let channel = 0; channel < to; channel++) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let sum = layer.bias[channel] as number;
        let weight = channel * from * kernel * kernel;
        for (let input = 0; input < from; input++) {
          for (let row = 0; row < kernel; row++) {
            const start = (input * padded.size + y * stride + row) * padded.size + x * stride;
            for (let column = 0; column < kernel; column++) {
              sum += (weights[weight++] as number) * (padded.values[start + column] as number);
            }
          }
        }
        values[next++] = sum;
      }
    }
  }
  return { channels: to, size, values };
}

function pad({ channels, size, values }: Picture, border: number): Picture {
  const wide = size + 2 * border;
  const padded = new Float64Array(channels * wide * wide);
  for (let line = 0; line < channels * size; line++) {
    const [channel, row] = [Math.floor(line / size), line % size];
    const start = (channel * wide + row + border) * wide + border;
    padded.set(values.subarray(line * size, (line + 1) * size), start);
  }
  return { channels, size: wide, values: padded };
}

export function relu(picture: Picture): Picture {
  return { ...picture, values: picture.values.map((value) => Math.max(0, value)) };
}

export function add(one: Picture, other: Picture): Picture {
  return { ...one, values: one.values.map((value, i) => value + (other.values[i] as number)) };
}

/** The mean of each channel. */
export function globalAverage({ channels, size, values }: Picture): Float64Array {
  const area = size * size;
  return Float64Array.from({ length: channels }, (_, channel) => {
    const own = values.subarray(channel * area, (channel + 1) * area);
    return own.reduce((sum, value) => sum + value, 0) / area;
  });
}

/** weights [to, from] × values + bias. */
export function linear(values: Float64Array, { weights, bias }: Linear): Float64Array {
  return Float64Array.from(bias, (start, row) =>
    values.reduce((sum, value, i) => sum + value * (weights[row * values.length + i] as number), start),
  );
}

/** Weights [to, from] and a bias for each value that comes out. */
export interface Linear {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}
