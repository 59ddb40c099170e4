/** What Open MPI must be told before it runs anything for root; empty for everyone else. */
export function rootVariables(uid: number | undefined): Readonly<Record<string, string>> {
  return uid === 0 ? { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' } : {};
}
