// Draws the vorticity of the three runs, and what is between the network and the closure, from the files of the program:
//   node apps/examples/dist/11-coupled-solver/plot.js FOLDER [PICTURE]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { plotFields } from './plotFields.js';
import { readFields } from './readFields.js';

const [folder, picture = 'comparison.svg'] = process.argv.slice(2);

try {
  if (folder === undefined) throw new Error('usage: plot.js FOLDER [PICTURE]');
  const vorticity = (run: string) => readFields(join(folder, `${run}.txt`)).vorticity;
  const [none, closure, network] = [vorticity('none'), vorticity('closure'), vorticity('network')];
  const difference = network.map((value, i) => value - (closure[i] ?? NaN));
  const panels = [
    { title: 'no sub-grid viscosity', field: none, limit: 25 },
    { title: 'closure', field: closure, limit: 25 },
    { title: 'network', field: network, limit: 25 },
    { title: '1000 × (network − closure)', field: difference, limit: 0.025 },
  ];
  writeFileSync(picture, plotFields(panels));
  console.log(picture);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
