import { RankwiseError } from '../errors/index.js';
import type { Environment } from './Environment.js';
import { readCount } from './readCount.js';

/**
 * Local size of a Flux job. Flux tells the number of nodes only, and by default has consecutive ranks on a node and, given
 * a number of nodes (`-N`), one rank more on the first nodes than on the others. Where it spread them otherwise this is an
 * estimate, but more than the local rank, and no more than ranks are left.
 */
export function fluxLocalSize(env: Environment): number | undefined {
  const size = readCount(env, 'FLUX_JOB_SIZE', 1);
  const nodes = readCount(env, 'FLUX_JOB_NNODES', 1);
  const rank = readCount(env, 'FLUX_TASK_RANK', 0);
  const localRank = readCount(env, 'FLUX_TASK_LOCAL_ID', 0);
  if (size === undefined || nodes === undefined || rank === undefined || localRank === undefined)
    return undefined;
  const first = rank - localRank;
  const least = Math.floor(size / nodes);
  const even = first < (size % nodes) * (least + 1) ? least + 1 : least;
  return Math.max(localRank + 1, Math.min(even, size - first));
}

/** Local size of a Slurm step: the number of tasks on the node of this process. */
export function slurmLocalSize(env: Environment): number | undefined {
  const name = ['SLURM_STEP_TASKS_PER_NODE', 'SLURM_TASKS_PER_NODE'].find((one) => env[one]?.trim());
  const node = readCount(env, 'SLURM_NODEID', 0);
  if (name === undefined || node === undefined) return readCount(env, 'SLURM_NTASKS_PER_NODE', 1);
  const text = env[name]?.trim() ?? '';
  const count = tasksOnNode(text, node);
  if (count !== undefined) return count;
  throw new RankwiseError(
    'INVALID_ARGUMENT',
    `The environment variable ${name} is '${text}', in which node ${node} (SLURM_NODEID) has no number of tasks; Slurm writes it as 4(x2),3. Start the program by srun again, or set RANKWISE_RANK, RANKWISE_SIZE, RANKWISE_LOCAL_RANK and RANKWISE_LOCAL_SIZE.`,
  );
}

/** Number of tasks on a node in Slurm's notation: in `4(x2),3` nodes 0 and 1 have 4 tasks, node 2 has 3. */
export function tasksOnNode(list: string, node: number): number | undefined {
  let next = 0;
  for (const group of list.split(',')) {
    const [, tasks, repeat = '1'] = /^(\d{1,9})(?:\(x(\d{1,9})\))?$/.exec(group) ?? [];
    if (tasks === undefined || Number(tasks) === 0) return undefined;
    next += Number(repeat);
    if (node < next) return Number(tasks);
  }
  return undefined;
}
