/**
 * No daemon, because one that outlives the command holds files open and surprises in CI; and no full-screen display,
 * because the output is meant to be read afterwards.
 */
export const NX_ENVIRONMENT = Object.freeze({ NX_DAEMON: 'false', NX_TUI: 'false' });
