// Writes diffusion.onnx, to the folder given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/06-looping/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { diffusionNet } from './diffusionNet.js';

writeFiles(import.meta.url, { 'diffusion.onnx': diffusionNet() });
