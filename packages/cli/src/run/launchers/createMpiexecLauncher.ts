import type { Launcher } from './Launcher.js';
import { askMpiexec, type MpiexecFlavour } from './mpiexecFlavour.js';
import { rootVariables } from './rootVariables.js';

// mpiexec itself gives the ranks a second between SIGTERM and SIGKILL and needs to outlive them.
const GRACE_MS = 5000;

/** The launcher of the MPI on this machine, at the path `file`. */
export async function createMpiexecLauncher(file: string): Promise<Launcher> {
  const env = rootVariables(process.getuid?.());
  const flavour = await askMpiexec(file, env);
  return {
    name: 'mpiexec',
    description: `${file}, ${flavour.version}`,
    tagged: flavour.tags,
    graceMs: GRACE_MS,
    plan: (program, ranks) => [
      {
        label: 'mpiexec',
        file,
        args: [...mpiexecArguments(ranks, flavour), program.file, ...program.args],
        env: { ...env, ...program.env },
      },
    ],
    [Symbol.dispose]: () => undefined,
  };
}

/** What stands between `mpiexec` and the program. */
export function mpiexecArguments(ranks: number, flavour: MpiexecFlavour): readonly string[] {
  return [
    '-n',
    String(ranks),
    // Without effect where the cores suffice: Open MPI binds the ranks as it would have.
    ...(flavour.oversubscribe ? ['--oversubscribe'] : []),
    ...(flavour.tags ? ['--tag-output'] : []),
  ];
}
