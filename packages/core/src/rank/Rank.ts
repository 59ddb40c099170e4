/** Which of the processes of a parallel job this one is. Ranks count from 0. */
export interface Rank {
  readonly rank: number;
  /** Number of ranks of the job. */
  readonly size: number;
  /** Number of this rank among those on its node. */
  readonly localRank: number;
  /** Number of ranks on this node. */
  readonly localSize: number;
  /** Name of the launcher that said so, or `none`. */
  readonly launcher: string;
}
