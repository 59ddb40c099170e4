// Writes gusts.onnx, to the folder given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/05-multi-io/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { gustFinder } from './gustFinder.js';

writeFiles(import.meta.url, { 'gusts.onnx': gustFinder() });
