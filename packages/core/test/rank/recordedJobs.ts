import { readdirSync, readFileSync } from 'node:fs';
import type { Environment } from '../../src/index.js';

const folder = new URL('recorded/', import.meta.url);

/** A process as its launcher started it. */
export interface Task {
  readonly node: string;
  readonly env: Environment;
}

/** What one command started. */
export interface RecordedJob {
  /** Launcher and version. */
  readonly file: string;
  /** As `rankFromEnvironment` names it; `none` where what was started is no rank. */
  readonly launcher: string;
  readonly command: string;
  readonly tasks: readonly Task[];
}

/** The jobs of the files in `recorded`, as record.mjs writes them. */
export const recordedJobs: readonly RecordedJob[] = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .flatMap((name) => readJobs(name.slice(0, -4), readFileSync(new URL(name, folder), 'utf8')));

function readJobs(file: string, text: string): RecordedJob[] {
  const [, ...blocks] = text.split(/^\$ /m);
  return blocks.map((block) => {
    const [command = '', all = '', ...lines] = block.trim().split('\n');
    const common = readVariables(all.split(' ').slice(1));
    const tasks = lines.map((line) => {
      const [node = '', ...own] = line.split(' ');
      return { node, env: { ...common, ...readVariables(own) } };
    });
    const launcher = command.endsWith('no rank') ? 'none' : (file.split('-')[0] ?? '');
    return { file, launcher, command, tasks };
  });
}

function readVariables(texts: readonly string[]): Environment {
  return Object.fromEntries(texts.map((text) => text.split(/=(.*)/s) as [string, string]));
}

/** The job of a command, in the file of a launcher. */
export function recordedJob(file: string, command: string): RecordedJob {
  const job = recordedJobs.find((one) => one.file.startsWith(file) && one.command === command);
  if (job === undefined) throw new Error(`no job '${command}' of ${file} is recorded`);
  return job;
}

/** The tasks of each node, in the order of the nodes. */
export function tasksOfNodes(job: RecordedJob): readonly (readonly Task[])[] {
  return [...new Set(job.tasks.map(({ node }) => node))].map((node) =>
    job.tasks.filter((task) => task.node === node),
  );
}
