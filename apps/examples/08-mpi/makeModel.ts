// Writes atmosphere.onnx and ocean.onnx, to the folder given or beside this file's source. Built by
// `npx nx build examples`, then:
//   node apps/examples/dist/08-mpi/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { atmosphere, ocean } from './components.js';

writeFiles(import.meta.url, { 'atmosphere.onnx': atmosphere(), 'ocean.onnx': ocean() });
