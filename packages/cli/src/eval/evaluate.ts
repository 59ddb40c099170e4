import { Model, type Tensor } from '@rankwise/core';
import { readInput } from './readInput.js';
import { readTensors } from './readTensors.js';

/** The options of `rankwise eval`, parsed. */
export interface EvaluateOptions {
  /** Path of a JSON file, or `-` for stdin. */
  readonly input: string;
  readonly device: string;
}

/** Runs a model once in this process on tensors from JSON. @throws RankwiseError. */
export async function evaluate(file: string, options: EvaluateOptions): Promise<Record<string, Tensor>> {
  const source = options.input === '-' ? 'stdin' : options.input;
  const inputs = readTensors(await readInput(options.input), source);
  await using model = await Model.load(file, { device: options.device });
  return model.run(inputs);
}
