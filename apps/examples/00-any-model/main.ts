/**
 * Any ONNX model on generated input, on every rank of an MPI job.
 *
 *     mpiexec -n 2 node main.js MODEL [DEVICE] [NAME=1x3x224x224]...
 */
import { basename } from 'node:path';
import { Model, type Tensor } from '@rankwise/core';
import { Mpi } from '@rankwise/fortran-bridge/mpi';
import { placeOf } from '../01-simplenet/placeOf.js';
import { packPlace, placementOf, unpackPlace, type Place } from '../01-simplenet/placement.js';
import { generateInputs } from './generateInputs.js';
import { parseArguments } from './parseArguments.js';
import { summaryOf, typeOf } from './summary.js';

const words = process.argv.slice(2);
using mpi = Mpi.init();
let place: Place | undefined;
try {
  place = await runOnce();
} catch (error) {
  console.error(`rank ${mpi.rank}: ${error instanceof Error ? error.message : String(error)}`);
}
if (!conclude(place)) process.exitCode = 1;

/** Runs the model once, and prints what went in and came out. */
async function runOnce(): Promise<Place> {
  const { path, device, shapes } = parseArguments(words);
  using model = await Model.load(path, { device });
  const inputs = generateInputs(model, shapes, mpi.rank);
  // In the order of the model: an object would put names that are numbers first.
  for (const { name } of model.inputs) print('input ', name, inputs[name], typeOf);
  const outputs = model.run(inputs);
  for (const { name } of model.outputs) print('output', name, outputs[name], summaryOf);
  return placeOf(model);
}

function print(
  direction: string,
  name: string,
  tensor: Tensor | undefined,
  describe: (tensor: Tensor) => string,
): void {
  if (tensor !== undefined) console.log(`rank ${mpi.rank} ${direction} ${name}: ${describe(tensor)}`);
}

/** Tells rank 0 how every rank fared; rank 0 prints the closing line. Returns whether all ran, as far as known. */
function conclude(place: Place | undefined): boolean {
  const failures = mpi.gather(Uint8Array.of(place === undefined ? 1 : 0));
  const places = mpi.gather(packPlace(place ?? { device: '', runtime: '' }));
  if (failures === undefined || places === undefined) return place !== undefined;
  const failed = failures.flatMap(([failure], rank) => (failure === 0 ? [] : [rank]));
  if (failed.length === 0) {
    const where = placementOf(places.map(unpackPlace), 'core');
    console.log(`all ${mpi.size} ranks ran ${basename(words[0] ?? '')}: ${where}`);
    return true;
  }
  console.error(`${failed.length} of ${mpi.size} ranks failed: ${failed.join(' ')}`);
  return false;
}
