import { RankwiseError } from '../errors/index.js';
import type { ForeignTensor } from '../tensor/index.js';
import type { Session } from './Session.js';

/**
 * Throws `RUN_FAILED` where an output came back in other memory than ONNX Runtime was given for it, which then holds
 * nothing of the run. The kinds of which that is known are never given memory (`CopiedOutput`).
 */
export function requireOwnMemory(
  session: Session,
  name: string,
  given: ForeignTensor,
  came: ForeignTensor,
): void {
  if (came.byteLength === 0 || came.pointer === given.pointer) return;
  throw new RankwiseError(
    'RUN_FAILED',
    `ONNX Runtime returned the output '${name}' of the model '${session.name}' in other memory than it was given, and left that as it was. Give no memory for this output, so that the run allocates it; and report the model to rankwise.`,
  );
}
