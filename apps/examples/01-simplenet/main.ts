/**
 * SimpleNet on every rank of an MPI job: a network that doubles the 5 values [0, 1, 2, 3, 4] + rank.
 *
 *     mpiexec -n 2 node main.js simplenet.onnx [DEVICE]
 */
import { Model, Tensor } from '@rankwise/core';
import { Mpi } from '@rankwise/fortran-bridge/mpi';
import { placeOf } from './placeOf.js';
import { packPlace, placementOf, unpackPlace } from './placement.js';

const mpi = Mpi.init();
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? `rank ${mpi.rank}: ${error.message}` : error);
  mpi.abort(1);
}

async function main([path, device = 'auto']: readonly string[]): Promise<void> {
  if (path === undefined) throw new Error('usage: main.js MODEL [DEVICE]');
  using model = await Model.load(path, { device });

  const x = Float32Array.of(0, 1, 2, 3, 4).map((value) => value + mpi.rank);
  console.log(`input on rank ${mpi.rank}: ${text(x)}`);
  const { output } = model.run({ input: Tensor.from('float32', [1, 5], x) });
  const y = Float32Array.from(output?.data ?? [], Number);
  console.log(`output on rank ${mpi.rank}: ${text(y)}`);

  checkAllRanks(model, y);
  mpi.finalize();
}

/** Collects every rank's output and place on rank 0, which checks them and prints the closing line. */
function checkAllRanks(model: Model, y: Float32Array): void {
  const outputs = mpi.gather(y);
  const places = mpi.gather(packPlace(placeOf(model)));
  if (outputs === undefined || places === undefined) return;
  const wrong = outputs.flatMap((output, rank) => {
    const expected = Float32Array.of(0, 1, 2, 3, 4).map((value) => 2 * (value + rank));
    if (expected.every((value, i) => Math.abs((output[i] ?? NaN) - value) <= 1e-5 * Math.max(1, value)))
      return [];
    return `the output of rank ${rank} is ${text(output)} where ${text(expected)} is right: is this the model of this example?`;
  });
  if (wrong.length > 0) throw new Error([...wrong, 'not all ranks agree'].join('\n'));
  console.log(`all ${mpi.size} ranks agree: ${placementOf(places.map(unpackPlace), 'core')}`);
}

/** Values as `[  0.0,  1.0]`. */
function text(values: Float32Array): string {
  return `[${Array.from(values, (value) => value.toFixed(1).padStart(5)).join(',')}]`;
}
