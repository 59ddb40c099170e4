// Writes resnet.onnx and the images, to the folder given or beside this file's source. Built by `npx nx build examples`:
//   node apps/examples/dist/03-resnet/makeModel.js [FOLDER]
import { writeFiles } from '../tools/writeFiles.js';
import { fitResNet } from './fitResNet.js';
import { resnetModel } from './resnetModel.js';
import { sampleImages } from './sampleImages.js';

writeFiles(import.meta.url, { 'resnet.onnx': resnetModel(fitResNet()), ...sampleImages() });
