import { RankwiseError } from '../errors/index.js';
import { requireIndex } from './checkTensor.js';
import type { Session } from './Session.js';
import { formatInfo, type TensorInfo } from './TensorInfo.js';

/**
 * Throws unless an output can be an input of the next run: `TENSOR_UNKNOWN`, `TYPE_MISMATCH`, `SHAPE_MISMATCH` where no run
 * can make them fit, `INVALID_ARGUMENT` where one of them is not bound as it must be.
 */
export function requireFeedback(
  session: Session,
  input: string,
  output: string,
  bound: {
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
  },
): void {
  const to = session.inputs.infos[requireIndex(session, session.inputs, input)] as TensorInfo;
  const from = session.outputs.infos[requireIndex(session, session.outputs, output)] as TensorInfo;
  const what = `The output '${output}' of the model '${session.name}'`;
  if (from.type !== to.type || !canFit(from, to)) {
    throw new RankwiseError(
      from.type === to.type ? 'SHAPE_MISMATCH' : 'TYPE_MISMATCH',
      `${what}, ${formatInfo(from)}, cannot be its input '${input}', ${formatInfo(to)}. Name an output and an input of one type and shape.`,
    );
  }
  const elsewhere = Object.hasOwn(bound.outputs, output) && bound.outputs[output] !== null;
  if (Object.hasOwn(bound.inputs, input) && !elsewhere) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `${what} is to be its input '${input}' in the next run. Bind the output to null or not at all, and give the input its first value.`,
  );
}

/** Throws `INVALID_ARGUMENT` where an output is to be several inputs. */
export function requireOnce(
  session: Session,
  output: string,
  feedback: Readonly<Record<string, string>>,
): void {
  const inputs = Object.keys(feedback).filter((input) => feedback[input] === output);
  if (inputs.length < 2) return;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The output '${output}' of the model '${session.name}' is to be several inputs in the next run: ${inputs.map((one) => `'${one}'`).join(', ')}. Feed it to one.`,
  );
}

function canFit(from: TensorInfo, to: TensorInfo): boolean {
  if (from.anyRank || to.anyRank) return true;
  return (
    from.shape.length === to.shape.length &&
    from.shape.every(
      (size, i) => typeof size !== 'number' || typeof to.shape[i] !== 'number' || size === to.shape[i],
    )
  );
}
