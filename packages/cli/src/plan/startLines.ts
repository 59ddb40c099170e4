import type { DeviceKind, DevicePolicy, Spread } from '@rankwise/core';

/** The launchers whose command lines `rankwise plan` knows, and how each spreads ranks that do not divide evenly. */
export const planLaunchers = {
  slurm: 'even',
  openmpi: 'filled',
  mpich: 'filled',
  intelmpi: 'filled',
  pals: 'filled',
  flux: 'even',
} as const satisfies Record<string, Spread>;

export type PlanLauncher = keyof typeof planLaunchers;

/** What the command line of a job depends on. */
export interface Start {
  readonly ranks: number;
  readonly nodes: number;
  /** Devices of each node. */
  readonly devices: number;
  readonly kind: DeviceKind;
  readonly policy: DevicePolicy;
  /** `RANKWISE_DEVICE_MAP`, where it is set. */
  readonly table: string | undefined;
  /** Cores of each rank. */
  readonly cores: number;
}

/**
 * What starts such a job: for Slurm a fragment of a batch script, for others command lines. Every rank must see all
 * devices of its node, since the map numbers these.
 */
export function startLines(launcher: PlanLauncher, start: Start): readonly string[] {
  const { ranks, nodes, devices, cores } = start;
  const most = Math.ceil(ranks / nodes);
  const gpu = start.kind !== 'cpu';
  const told = variables(start);
  const exported = told.map(([name, value]) => `export ${name}=${value}`);
  const passed = (flag: string, between: string) =>
    told.map(([name, value]) => ` ${flag} ${name}${between}${value}`).join('');
  switch (launcher) {
    case 'slurm':
      return [
        `#SBATCH --nodes=${nodes}`,
        `#SBATCH --ntasks=${ranks}`,
        // Without it Slurm may give most cores of one node, and one of each other: 6, 1 and 1 ranks for 8 on 3 (22.05).
        `#SBATCH --ntasks-per-node=${most}`,
        `#SBATCH --cpus-per-task=${cores}`,
        ...(gpu ? [`#SBATCH --gpus-per-node=${devices}`] : []),
        ...exported,
        `srun --distribution=block --cpus-per-task=${cores} --cpu-bind=cores${gpu ? ` --gpus-per-node=${devices} --gpu-bind=none` : ''} ./program`,
      ];
    case 'openmpi':
      return [
        `mpiexec -n ${ranks} --map-by ppr:${most}:node:pe=${cores} --bind-to core${passed('-x', '=')} ./program`,
      ];
    case 'mpich':
      return [`mpiexec -n ${ranks} -ppn ${most} -bind-to core:${cores}${passed('-genv', ' ')} ./program`];
    case 'intelmpi':
      return [
        `mpiexec -n ${ranks} -ppn ${most} -genv I_MPI_PIN_DOMAIN ${cores}${passed('-genv', ' ')} ./program`,
      ];
    case 'pals':
      return [
        `mpiexec -n ${ranks} --ppn ${most} --cpu-bind depth --depth ${cores}${passed('--env', '=')} ./program`,
      ];
    case 'flux':
      return [
        ...exported,
        `flux run -N ${nodes} -n ${ranks} -c ${cores}${gpu ? ' -o gpu-affinity=off' : ''} ./program`,
      ];
  }
}

/** What the ranks must be told so that they follow the plan. */
function variables({ kind, policy, table }: Start): readonly (readonly [string, string])[] {
  if (kind === 'cpu') return [];
  return table === undefined ? [['RANKWISE_DEVICE_POLICY', policy]] : [['RANKWISE_DEVICE_MAP', table]];
}
