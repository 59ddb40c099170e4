import { describeModel, type ModelDescription } from '@rankwise/core';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { callsOf, type Calls } from './calls.js';
import { warningsOf } from './warnings.js';

/** What `rankwise inspect --json` prints. */
export interface InspectDocument {
  readonly ok: true;
  readonly model: string;
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly operators: ModelDescription['operators'];
  readonly parameters: number;
  /** Of the model's own file. */
  readonly fileBytes: number;
  readonly weights: ModelDescription['weights'];
  readonly externalFiles: readonly { readonly file: string; readonly found: boolean }[];
  /** Whether requests of several ranks can be run as one batch, and if not, why. */
  readonly batching: { readonly possible: boolean; readonly reason?: string };
  readonly warnings: readonly string[];
  /** Whole programs; null where the types or names of the model need a module of its own. */
  readonly calls: Calls | null;
}

interface Value {
  readonly name: string;
  readonly type: string;
  /** In ONNX's order, and in Fortran's; null where the number of dimensions is free, or it is no tensor. */
  readonly onnx: readonly (number | string | null)[] | null;
  readonly fortran: readonly (number | string | null)[] | null;
  readonly optional: boolean;
}

/** Reads what a model's file says. @throws RankwiseError as core's `describeModel`. */
export async function inspect(file: string): Promise<InspectDocument> {
  const model = await describeModel(file);
  const { irVersion, producer, producerVersion, opsets, operators, fileBytes, weights } = model;
  return {
    ok: true,
    model: file,
    irVersion,
    producer,
    producerVersion,
    opsets,
    inputs: model.inputs.map(valueOf),
    outputs: model.outputs.map(valueOf),
    operators,
    parameters: weights.reduce((sum, { elements }) => sum + elements, 0),
    fileBytes,
    weights,
    externalFiles: model.externalFiles.map((name) => ({
      file: name,
      found: existsSync(path.resolve(path.dirname(file), name)),
    })),
    batching:
      model.sampleObstacle === undefined
        ? { possible: true }
        : { possible: false, reason: model.sampleObstacle },
    warnings: warningsOf(model),
    calls: callsOf(file, model) ?? null,
  };
}

function valueOf({ name, type, shape, anyRank, optional }: ModelDescription['inputs'][number]): Value {
  const open = anyRank || ['sequence', 'map', 'optional', 'sparse', 'opaque', 'unknown'].includes(type);
  return { name, type, onnx: open ? null : shape, fortran: open ? null : shape.toReversed(), optional };
}
