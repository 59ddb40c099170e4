import path from 'node:path';

/** Languages that the examples are written in. */
export const languages = ['fortran', 'c', 'ts'] as const;

export type Language = (typeof languages)[number];

/** The MPI that a program is linked with: the machine's, or rankwise's own small stand-in for it. */
export type Flavour = 'mpi' | 'local';

/** An example that `rankwise run` starts. */
export type ExampleName = 'simplenet' | 'any-model';

const folders: Record<ExampleName, string> = { simplenet: '01-simplenet', 'any-model': '00-any-model' };
const suffixes: Record<Exclude<Language, 'ts'>, string> = { fortran: 'f90', c: 'c' };

/** The file that every rank runs. */
export function exampleFile(
  examples: string,
  name: ExampleName,
  language: Language,
  flavour: Flavour,
): string {
  return language === 'ts'
    ? path.join(examples, 'dist', folders[name], 'main.js')
    : path.join(examples, 'build', flavour, 'bin', `${name}-${suffixes[language]}`);
}

/** The model of the example `simplenet`. */
export function simplenetModel(examples: string): string {
  return path.join(examples, folders.simplenet, 'simplenet.onnx');
}
