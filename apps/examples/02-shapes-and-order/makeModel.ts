// Writes seen.onnx, to the folder given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/02-shapes-and-order/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { seenNet } from './seenNet.js';

writeFiles(import.meta.url, { 'seen.onnx': seenNet() });
