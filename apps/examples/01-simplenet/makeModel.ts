// Writes simplenet.onnx, to the path given or beside this file's source. Built by `npx nx build examples`, then:
//   node apps/examples/dist/01-simplenet/makeModel.js [PATH]
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { simpleNet } from './simpleNet.js';

// From dist/01-simplenet, where this runs, to 01-simplenet, where its source is.
const besideTheSource = fileURLToPath(new URL('../../01-simplenet/simplenet.onnx', import.meta.url));
const path = process.argv[2] ?? besideTheSource;

try {
  writeFileSync(path, simpleNet());
  console.log(path);
} catch (error) {
  console.error(`makeModel: cannot write the model: ${String(error)}; name another path as the argument`);
  process.exitCode = 1;
}
