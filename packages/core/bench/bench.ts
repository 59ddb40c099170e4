import { runtimeInfo } from '@rankwise/core';
import { mlp } from '../test/models/mlp.js';
import { simpleNet } from '../test/models/simpleNet.js';
import { contest } from './contenders.js';
import { measure } from './measure.js';

const cases = [
  { title: 'SimpleNet 5 to 5, batch 1', bytes: simpleNet(), batch: 1, width: 5 },
  { title: 'MLP 64-128-128-64, batch 1', bytes: mlp(1), batch: 1, width: 64 },
  { title: 'MLP 64-128-128-64, batch 64', bytes: mlp(1), batch: 64, width: 64 },
  { title: 'MLP 64-128-128-64, batch 1024', bytes: mlp(1), batch: 1024, width: 64 },
];

console.log(`ONNX Runtime ${runtimeInfo().version}, Node ${process.version}, one thread, µs a call`);
console.log(`${''.padEnd(32)}${'median'.padStart(10)}${'p90'.padStart(10)}${'ratio'.padStart(8)}`);
for (const { title, bytes, batch, width } of cases) {
  await using running = await contest(bytes, batch, width);
  const timings = await measure(running.contenders);
  const first = timings[0]?.median ?? NaN;
  console.log(title);
  for (const { name, median, p90 } of timings) {
    const numbers = [median.toFixed(2).padStart(10), p90.toFixed(2).padStart(10)];
    console.log(`  ${name.padEnd(30)}${numbers.join('')}${(median / first).toFixed(2).padStart(8)}`);
  }
}
