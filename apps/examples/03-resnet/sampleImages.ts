import { Random } from '../tools/Random.js';
import { drawImage, SIZE } from './drawImage.js';

/** The images of the example by the name of their file. None of them was seen by the fit, which draws others. */
export function sampleImages(): Readonly<Record<string, Uint8Array>> {
  const random = new Random(5);
  return {
    'checkerboard.ppm': toPpm(drawImage('checkerboard', random)),
    'diagonals.ppm': toPpm(drawImage('rising diagonals', random)),
    'disc.ppm': toPpm(drawImage('disc', random)),
    'stripes.ppm': toPpm(drawImage('horizontal stripes', random)),
  };
}

/** Pixels as a binary PPM file: a header in letters, then red, green and blue of each pixel. */
function toPpm(pixels: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`P6\n${SIZE} ${SIZE}\n255\n`), pixels]);
}
