import { InvalidArgumentError } from 'commander';

/** The shape that a user gives to an input whose own shape is not fixed. */
export interface NamedShape {
  readonly name: string;
  readonly dims: readonly number[];
}

/** Parses `NAME=1x3x224x224` and adds it to the shapes that came before it on the command line. */
export function parseShape(text: string, previous: readonly NamedShape[] = []): readonly NamedShape[] {
  // A name may itself hold '=', dims cannot.
  const split = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(split, 0));
  const dims = text.slice(split + 1);
  if (name === '' || !/^[1-9]\d*(x[1-9]\d*)*$/.test(dims)) {
    throw new InvalidArgumentError('Give NAME=DIMS, such as image=1x3x224x224, each dimension 1 or more.');
  }
  if (previous.some((shape) => shape.name === name)) {
    throw new InvalidArgumentError(`The shape of '${name}' is given twice. Give it once.`);
  }
  return [...previous, { name, dims: dims.split('x').map(Number) }];
}

/** The text that `parseShape` reads. */
export function formatNamedShape({ name, dims }: NamedShape): string {
  return `${name}=${dims.join('x')}`;
}
