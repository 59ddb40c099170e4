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

/** Where the examples lie. */
export interface Examples {
  /** The folder of their sources and models. */
  readonly sources: string;
  /** The folder in which their programs are built, one folder below it for each flavour. */
  readonly build: string;
  /** The JavaScript of the example in a folder of `sources`. */
  readonly script: (folder: string) => string;
  /** A sentence that says what to do where a build fails. */
  readonly remedy: string;
}

/** The folder of an example's sources. */
export function exampleFolder(examples: Examples, name: ExampleName): string {
  return path.join(examples.sources, folders[name]);
}

/** The file that every rank runs. */
export function exampleFile(
  examples: Examples,
  name: ExampleName,
  language: Language,
  flavour: Flavour,
): string {
  return language === 'ts'
    ? examples.script(folders[name])
    : path.join(examples.build, flavour, 'bin', `${name}-${suffixes[language]}`);
}

/** The model of the example `simplenet`. */
export function simplenetModel(examples: Examples): string {
  return path.join(examples.sources, folders.simplenet, 'simplenet.onnx');
}
