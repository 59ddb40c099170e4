// The contenders in one Node process: `core` (bound once) and `onnxruntime-node` (session.run), one thread each.
// Arguments and answers as those of rank.f90.
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Model, Tensor } from '@rankwise/core';
import * as ort from 'onnxruntime-node';

const [contender, path] = process.argv.slice(2);
const [columns, rows, calls] = process.argv.slice(4).map(Number);
const data = Float32Array.from({ length: columns * rows }, (_, i) => ((i + 1) % 17) / 16);

async function core() {
  const model = await Model.load(path, { threads: 1 });
  const input = Tensor.from('float32', [rows, columns], data);
  const output = Tensor.allocate('float32', [rows, columns]);
  const binding = model.bind({ inputs: { input }, outputs: { output } });
  return () => binding.run();
}

async function onnxruntimeNode() {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const feeds = { input: new ort.Tensor('float32', data, [rows, columns]) };
  return () => session.run(feeds);
}

const start = performance.now();
const run = contender === 'core' ? await core() : await onnxruntimeNode();
await run();
console.log(((performance.now() - start) / 1000).toFixed(4));

// No await where the contender is synchronous: a turn of the microtask queue is not its cost.
function timed() {
  const times = new Float64Array(calls);
  for (let i = 0; i < calls; i++) {
    const before = performance.now();
    run();
    times[i] = performance.now() - before;
  }
  return times;
}

async function timedAsynchronous() {
  const times = new Float64Array(calls);
  for (let i = 0; i < calls; i++) {
    const before = performance.now();
    await run();
    times[i] = performance.now() - before;
  }
  return times;
}

createInterface({ input: process.stdin }).on('line', () => void round());

async function round() {
  const times = (contender === 'core' ? timed() : await timedAsynchronous()).sort();
  const at = (part) => (1000 * times[Math.min(calls - 1, Math.floor(part * calls))]).toFixed(3);
  console.log(at(0.5), at(0.99), at(0.999));
}
