// Writes eddy-viscosity.onnx, to the folder given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/11-coupled-solver/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { eddyViscosity } from './eddyViscosity.js';

writeFiles(import.meta.url, { 'eddy-viscosity.onnx': eddyViscosity() });
