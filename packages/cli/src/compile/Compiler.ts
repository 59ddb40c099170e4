/** The languages of programs that rankwise compiles, by the name of the command. */
export const compilerNames = ['fc', 'cc', 'cxx'] as const;

export type CompilerName = (typeof compilerNames)[number];

interface Compiler {
  readonly language: string;
  /** Names another compiler. Not FC, CC or CXX, which in a makefile may be this very command. */
  readonly variable: string;
  readonly usual: string;
}

export const compilers: Readonly<Record<CompilerName, Compiler>> = {
  fc: { language: 'Fortran', variable: 'RANKWISE_FC', usual: 'gfortran' },
  cc: { language: 'C', variable: 'RANKWISE_CC', usual: 'cc' },
  cxx: { language: 'C++', variable: 'RANKWISE_CXX', usual: 'c++' },
};

/** The compiler of a language, and options that come with it: `RANKWISE_FC="mpifort -O2"`. */
export function compilerWords(name: CompilerName, env: NodeJS.ProcessEnv): readonly [string, ...string[]] {
  const { variable, usual } = compilers[name];
  const [program = usual, ...options] = (env[variable] ?? '').split(/\s+/).filter((word) => word !== '');
  return [program, ...options];
}
