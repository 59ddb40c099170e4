/**
 * The folder from which relative paths count: that of the user. npx moves to the folder of the npm package around it first, and
 * tells where it was called in `INIT_CWD`.
 */
export function workingFolder(env: NodeJS.ProcessEnv, current: string): string {
  const called = env.INIT_CWD;
  // Only below: further out the variable is that of some npm command around this one.
  return env.npm_command === 'exec' && called?.startsWith(`${current}/`) ? called : current;
}
