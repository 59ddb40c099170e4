import { Model, runtimeInfo, Tensor } from '@rankwise/core';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { mlp } from '../test/models/mlp.js';
import { measure, type Contender } from './measure.js';

const networks = [
  [124, 768, 640, 512, 640, 640, 128],
  [11, 1600, 800, 400, 1],
  [64, 128, 128, 64],
  [18, 58, 58, 256],
];
const BLOCKS = [128, 256, 448, 512];
const BATCHES = [1024, 8192];
const ROUNDS = 9;

console.log(
  `ONNX Runtime ${runtimeInfo().version}, Node ${process.version}, one thread, µs of processor time a sample`,
);
for (const sizes of networks) {
  const bytes = mlp(1, sizes);
  await using model = await Model.load(bytes);
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
  const session = await InferenceSession.create(bytes, options);
  const rows = [...BLOCKS, ...BATCHES];
  const bound = rows.map((batch) => binding(model, batch, sizes));
  const whole = BATCHES.map((batch) => node(session, batch, sizes[0] ?? 0));
  const timings = await measure([...bound, ...whole], ROUNDS, processorTime);
  const perSample = timings.map(({ median }, i) => median / ([...rows, ...BATCHES][i] ?? 1));
  const best = Math.min(...perSample.slice(0, BLOCKS.length));
  console.log(`${sizes.join('-')}: ${best.toFixed(2)} in the best block`);
  for (const [i, batch] of BATCHES.entries()) {
    const ours = perSample[BLOCKS.length + i] ?? NaN;
    const theirs = perSample[rows.length + i] ?? NaN;
    console.log(
      `  batch ${batch}: ${ours.toFixed(2)}, ${(ours / best).toFixed(2)} times the best block; onnxruntime-node ${theirs.toFixed(2)}, ${(theirs / ours).toFixed(2)} times`,
    );
  }
  await session.release();
}

/** Milliseconds of this process: others take the processor now and then, and a run takes long. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function values(batch: number, width: number): Float32Array {
  return Float32Array.from({ length: batch * width }, (_, i) => Math.sin(0.37 * i));
}

function binding(model: Model, batch: number, sizes: readonly number[]): Contender {
  const [from = 0, to = 0] = [sizes[0], sizes.at(-1)];
  const input = Tensor.from('float32', [batch, from], values(batch, from));
  const output = Tensor.allocate('float32', [batch, to]);
  const bound = model.bind({ inputs: { input }, outputs: { output } });
  return {
    name: `core, batch ${batch}`,
    run: (calls) => {
      for (let i = 0; i < calls; i++) bound.run();
    },
  };
}

function node(session: InferenceSession, batch: number, width: number): Contender {
  const feeds = { input: new OrtTensor('float32', values(batch, width), [batch, width]) };
  return {
    name: `onnxruntime-node, batch ${batch}`,
    run: async (calls) => {
      for (let i = 0; i < calls; i++) await session.run(feeds);
    },
  };
}
