/** What it means that rank 0 alone was heard of, of several: each process takes itself for the only one. */
export function alone(ranks: number): string {
  return `of ${ranks} ranks only rank 0 was heard of. Most likely the launcher belongs to another MPI than the program, so that each process takes itself for the only rank: compare the MPI of mpiexec with that of mpif90 (--verbose prints the command line)`;
}
