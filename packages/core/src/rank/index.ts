export type { Environment } from './Environment.js';
export type { Rank } from './Rank.js';
export { rankFromEnvironment } from './rankFromEnvironment.js';
export { launchers, type Launcher } from './launchers.js';
