// Writes clouds.onnx, to the folder given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/10-typed-module/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { cloudNet } from './cloudNet.js';

writeFiles(import.meta.url, { 'clouds.onnx': cloudNet() });
