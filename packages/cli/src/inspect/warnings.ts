import { elementTypes, type ModelDescription } from '@rankwise/core';

/** What of a model often goes wrong in use, each as a sentence with a remedy. */
export function warningsOf(model: ModelDescription): readonly string[] {
  return [
    ...notNumeric(model),
    ...training(model),
    ...mixed(model),
    ...fixedBatch(model),
    ...passedOn(model),
  ];
}

function notNumeric({ inputs, outputs }: ModelDescription): string[] {
  const isNumeric = ({ type }: { type: string }) => (elementTypes as readonly string[]).includes(type);
  return [
    ...inputs
      .filter((input) => !isNumeric(input))
      .map(({ name, type }) => `The input '${name}' is no numeric tensor (${type}): it cannot be given.`),
    ...outputs
      .filter((output) => !isNumeric(output))
      .map(
        ({ name, type }) =>
          `The output '${name}' is no numeric tensor (${type}): it is left out of runs. Of scikit-learn, export with the option zipmap=False.`,
      ),
  ];
}

function training({ training }: ModelDescription): string[] {
  return training.map(
    (operator) =>
      `${operator} may behave as in training: call model.eval() before the export, else the numbers change from call to call or with the batch.`,
  );
}

/** Double precision in a network of single, or the reverse, is mostly an oversight. */
function mixed({ inputs, outputs, weights }: ModelDescription): string[] {
  const main = weights.find(({ type }) => type === 'float32' || type === 'float64');
  if (main === undefined) return [];
  const other = main.type === 'float32' ? 'float64' : 'float32';
  const found = [
    ...inputs.filter(({ type }) => type === other).map(({ name }) => `the input '${name}'`),
    ...outputs.filter(({ type }) => type === other).map(({ name }) => `the output '${name}'`),
    ...weights.filter(({ type }) => type === other).map(({ elements }) => `${elements} of its weights`),
  ];
  if (found.length === 0) return [];
  return [
    `Most weights are ${main.type}, but ${other} ${found.length === 1 ? 'is' : 'are'}: ${found.join(', ')}. Was it meant?`,
  ];
}

function fixedBatch({ inputs }: ModelDescription): string[] {
  return inputs
    .filter(({ shape, optional }) => !optional && shape.length > 1 && typeof shape[0] === 'number')
    .map(
      ({ name, shape }) =>
        `The first axis of the input '${name}' is fixed at ${shape[0]}: if it counts samples, export it as dynamic to run more in one call.`,
    );
}

function passedOn({ inputs, outputs }: ModelDescription): string[] {
  return outputs
    .filter(({ name }) => inputs.some((input) => input.name === name))
    .map(({ name }) => `The output '${name}' is an input: it comes out as it goes in.`);
}
