import { RankwiseError } from '../errors/index.js';
import { copyBytes } from '../ffi/index.js';
import { formatShape, sameDims, Tensor, type ForeignTensor } from '../tensor/index.js';
import { asForeign, type OrtValueOwner } from './OrtTensor.js';
import type { Session } from './Session.js';

/**
 * An output whose memory ONNX Runtime is not given, because it would not write there; each run's value is copied instead.
 * There are two kinds: an output that is an input, for which ONNX Runtime returns the input itself and leaves the given
 * memory as it was, without an error; and memory of another shape than the model declares, which ONNX Runtime refuses
 * although a run may give that very shape.
 */
export class CopiedOutput {
  readonly #session: Session;
  readonly #name: string;
  readonly #given: Tensor | ForeignTensor | null;
  #own: Tensor | undefined;

  /**
   * @param given where the value goes; null: to memory of its own, of the shape of each run
   * @param input the bound input that the output is; undefined where it is none
   */
  constructor(
    session: Session,
    name: string,
    given: Tensor | ForeignTensor | null,
    readonly input: OrtValueOwner | undefined,
  ) {
    this.#session = session;
    this.#name = name;
    this.#given = given;
  }

  /** Copies the value of a run. @throws RankwiseError `SHAPE_MISMATCH` where the given memory has another shape. */
  take({ type, dims, pointer, byteLength }: ForeignTensor): void {
    if (this.#given !== null && !sameDims(this.#given.dims, dims)) {
      throw new RankwiseError(
        'SHAPE_MISMATCH',
        `The output '${this.#name}' of the model '${this.#session.name}' came out as ${type} ${formatShape(dims)}, but ${this.#given.type} ${formatShape(this.#given.dims)} was given. Give a tensor of that shape.`,
      );
    }
    if (this.#given === null && (this.#own === undefined || !sameDims(this.#own.dims, dims))) {
      this.#own = Tensor.allocate(type, dims);
    }
    copyBytes(this.value.pointer, pointer, byteLength);
  }

  /** The value of the last run. */
  get value(): ForeignTensor {
    return asForeign(this.#given ?? (this.#own as Tensor));
  }
}
