import type { Launcher } from './Launcher.js';

const GRACE_MS = 5000;

/** The launcher of the Slurm allocation that this process is in, at the path `file`. */
export function createSrunLauncher(file: string): Launcher {
  return {
    name: 'srun',
    description: file,
    tagged: false,
    graceMs: GRACE_MS,
    plan: (program, ranks) => [
      {
        label: 'srun',
        file,
        args: ['-n', String(ranks), program.file, ...program.args],
        env: program.env,
      },
    ],
    [Symbol.dispose]: () => undefined,
  };
}
