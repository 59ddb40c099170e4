import type { Random } from '../tools/Random.js';

/** Width and height of the images, in pixels. */
export const SIZE = 32;

/** What an image may show, in the order of the network's output. */
export const classes = [
  'horizontal stripes',
  'vertical stripes',
  'rising diagonals',
  'falling diagonals',
  'checkerboard',
  'disc',
] as const;

/** One of them. */
export type Class = (typeof classes)[number];

const NOISE = 10;

/**
 * An image in two colours with noise: red, green and blue of each pixel, from 0 to 255, the pixels row by row from the
 * top. Where, how wide and in which colours is drawn at random.
 */
export function drawImage(shown: Class, random: Random): Uint8Array {
  const isInk = inkOf(shown, random);
  const dark = Array.from({ length: 3 }, () => random.integer(10, 125));
  // At least 80 of 255 apart: seen in the noise.
  const light = dark.map((value) => value + random.integer(80, 120));
  const [ink, paper] = random.integer(0, 1) === 1 ? [dark, light] : [light, dark];
  const pixels = new Uint8Array(SIZE * SIZE * 3);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const color = isInk(x, y) ? ink : paper;
      for (const [c, value] of color.entries()) {
        pixels[(y * SIZE + x) * 3 + c] = Math.min(255, Math.max(0, value + random.integer(-NOISE, NOISE)));
      }
    }
  }
  return pixels;
}

function inkOf(shown: Class, random: Random): (x: number, y: number) => boolean {
  const width = random.integer(3, 6);
  const diagonal = random.integer(4, 8);
  const [left, up] = [random.integer(0, 15), random.integer(0, 15)];
  const [centerX, centerY] = [random.integer(12, 19), random.integer(12, 19)];
  const radius = random.integer(6, 11);
  const isOdd = (place: number, period: number) => Math.floor(place / period) % 2 !== 0;
  switch (shown) {
    case 'horizontal stripes':
      return (_, y) => isOdd(y + up, width);
    case 'vertical stripes':
      return (x) => isOdd(x + left, width);
    case 'rising diagonals':
      return (x, y) => isOdd(x + y + left, diagonal);
    case 'falling diagonals':
      return (x, y) => isOdd(x - y + left, diagonal);
    case 'checkerboard':
      return (x, y) => isOdd(x + left, width) !== isOdd(y + up, width);
    case 'disc':
      return (x, y) => (x - centerX) ** 2 + (y - centerY) ** 2 < radius ** 2;
  }
}
