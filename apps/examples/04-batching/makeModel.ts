// Writes column.onnx, to the folder given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/04-batching/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { columnNet } from './columnNet.js';

writeFiles(import.meta.url, { 'column.onnx': columnNet() });
