import { RankwiseError } from '@rankwise/core';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Program } from '../launchers/Launcher.js';
import { buildExample, type BuildOptions } from './buildExample.js';
import { isOutdated } from './isOutdated.js';
import {
  exampleFile,
  exampleFolder,
  type ExampleName,
  type Examples,
  type Flavour,
  type Language,
} from './Example.js';

export interface ProgramOptions extends BuildOptions {
  readonly examples: Examples;
  readonly name: ExampleName;
  readonly language: Language;
  readonly flavour: Flavour;
  /** What the program is given: model, device, shapes. */
  readonly args: readonly string[];
}

/** The program of an example, built first where it is not there yet, or a source is newer. */
export async function prepareProgram(options: ProgramOptions): Promise<Program> {
  const { examples, name, language, flavour, args } = options;
  const file = exampleFile(examples, name, language, flavour);
  if (language === 'ts') {
    if (!existsSync(file)) throw notBuilt(file, 'Run: npm run build');
    return { file: process.execPath, args: [file, ...args], env: await mpiVariables(flavour) };
  }
  if (isOutdated(file, exampleFolder(examples, name))) {
    await buildExample(examples, path.basename(file), flavour, options);
    if (!existsSync(file) && !options.interruption.first.aborted) throw notBuilt(file, examples.remedy);
  }
  return { file, args, env: {} };
}

async function mpiVariables(flavour: Flavour): Promise<Program['env']> {
  if (flavour === 'mpi') return {};
  // Only here, so that nothing else waits for the bridge to load.
  const { localMpiLibrary } = await import('@rankwise/fortran-bridge/mpi');
  return { RANKWISE_MPI_LIBRARY: localMpiLibrary() };
}

function notBuilt(file: string, remedy: string): RankwiseError {
  return new RankwiseError('RUNTIME_UNAVAILABLE', `The example is not built: ${file} is missing. ${remedy}`);
}
