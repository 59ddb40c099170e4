import { RankwiseError } from '../errors/index.js';
import { wrongBody } from '../graph/index.js';
import type { ModelSource } from './ModelSource.js';

/** Throws `MODEL_UNSUPPORTED` where ONNX Runtime would compute an If, Loop or Scan of the model wrongly, without an error. */
export function refuseWrongBody(source: ModelSource): void {
  const found = wrongBody(source.content);
  if (found === undefined) return;
  const { operator, node, value, isInput } = found;
  throw new RankwiseError(
    'MODEL_UNSUPPORTED',
    `The ${operator}${node === '' ? '' : ` '${node}'`} of the model ${source.label} has an inner graph in which '${value}' is ${isInput ? 'an input and an output' : 'listed as an output twice'}; ONNX Runtime computes wrong numbers for that. Add an operator Identity to that graph that copies '${value}' to a new name, and make that name the output.`,
  );
}
