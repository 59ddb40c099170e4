import { elementTypes, type ElementType, type Model, type Tensor } from '@rankwise/core';
import { generate } from './generate.js';

/** A tensor for each input of a model: of the shape given, else the model's with 1 where it is free. */
export function generateInputs(
  model: Model,
  shapes: ReadonlyMap<string, readonly number[]>,
  rank: number,
): Record<string, Tensor> {
  const names = model.inputs.map(({ name }) => name);
  for (const [name, shape] of shapes) {
    if (names.includes(name)) continue;
    throw new Error(
      `the model has no input '${name}', which '${name}=${shape.join('x')}' gives a shape: its inputs are ${names.join(', ')}`,
    );
  }
  return Object.fromEntries(
    model.inputs.map(({ name, type, shape }) => {
      if (!isElementType(type)) {
        throw new Error(
          `the input '${name}' of the model is no tensor of numbers, so that this example cannot generate it`,
        );
      }
      const dims = shapes.get(name) ?? shape.map((size) => (typeof size === 'number' ? size : 1));
      return [name, generate(type, dims, rank)];
    }),
  );
}

function isElementType(type: string): type is ElementType {
  return (elementTypes as readonly string[]).includes(type);
}
