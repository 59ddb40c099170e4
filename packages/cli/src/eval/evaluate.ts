import { formatDevice, formatFallback, Model, type Tensor } from '@rankwise/core';
import { readInput } from './readInput.js';
import { readTensors } from './readTensors.js';

/** The options of `rankwise eval`, parsed. */
export interface EvaluateOptions {
  /** Path of a JSON file, or `-` for stdin. */
  readonly input: string;
  readonly device: string;
  /** Options of the device's execution provider. */
  readonly providerOptions?: Readonly<Record<string, string>>;
  /** Whether operators may run on the CPU though another device was asked for. */
  readonly fallback: boolean;
  /** Whether an NVIDIA GPU may round float32 to TF32. */
  readonly tf32?: true;
}

/**
 * Runs a model once in this process on tensors from JSON.
 * @param note is told which operators run on the CPU though another device was asked for, and which outputs are left out
 * @throws RankwiseError.
 */
export async function evaluate(
  file: string,
  options: EvaluateOptions,
  note: (line: string) => void,
): Promise<Record<string, Tensor>> {
  const source = options.input === '-' ? 'stdin' : options.input;
  const inputs = readTensors(await readInput(options.input), source);
  await using model = await Model.load(file, {
    device: options.device,
    noFallback: !options.fallback,
    tf32: options.tf32 === true,
    ...(options.providerOptions !== undefined && { providerOptions: options.providerOptions }),
  });
  const fallback = formatFallback(model.fallback ?? []);
  if (fallback !== '')
    note(
      `these operators run on the CPU because ${formatDevice(model.device)} does not support them: ${fallback}`,
    );
  const outputs = model.run(inputs);
  const left = model.outputs.filter(({ name }) => !Object.hasOwn(outputs, name));
  if (left.length > 0)
    note(
      `left out, since they are no numeric tensors: ${left.map(({ name, type }) => `'${name}' (${type})`).join(', ')}`,
    );
  return outputs;
}
