// Writes deep.onnx and shallow.onnx, to the folder given or beside this file's source. Built by
// `npx nx build examples`, then:
//   node apps/examples/dist/09-overlap/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { deep, shallow } from './networks.js';

writeFiles(import.meta.url, { 'deep.onnx': deep(), 'shallow.onnx': shallow() });
