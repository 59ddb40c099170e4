import { Model, Tensor } from '@rankwise/core';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Contender } from './measure.js';

/** What is compared, and how it ends. */
export interface Contest extends AsyncDisposable {
  readonly contenders: readonly Contender[];
}

/** The ways to run a model of float32 `[batch, width]` in one thread; they agree on the result. */
export async function contest(bytes: Uint8Array, batch: number, width: number): Promise<Contest> {
  const dims = [batch, width];
  const values = Float32Array.from({ length: batch * width }, (_, index) => Math.sin(index));
  const input = Tensor.from('float32', dims, values);
  const output = Tensor.allocate('float32', dims);
  const model = await Model.load(bytes);
  const binding = model.bind({ inputs: { input }, outputs: { output } });
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const feeds = { input: new OrtTensor('float32', values, dims) };
  binding.run();
  compare(output.data, (await session.run(feeds)).output?.data as Float32Array);
  return {
    contenders: [
      {
        name: 'core, binding.run',
        run: (calls) => {
          for (let i = 0; i < calls; i++) binding.run();
        },
      },
      {
        name: 'core, model.run',
        run: (calls) => {
          for (let i = 0; i < calls; i++) model.run({ input }, { output });
        },
      },
      {
        name: 'onnxruntime-node, session.run',
        run: async (calls) => {
          for (let i = 0; i < calls; i++) await session.run(feeds);
        },
      },
    ],
    [Symbol.asyncDispose]: async () => {
      model.close();
      await session.release();
    },
  };
}

function compare(given: Float32Array, expected: Float32Array): void {
  const differs = given.length !== expected.length || given.some((value, index) => value !== expected[index]);
  if (differs) throw new Error('core and onnxruntime-node give different results');
}
