import type { ProviderDevices } from '../../src/index.js';

/**
 * Fails where this machine lacks a device that tests are to run on, with the reason.
 * @param providers what `listProviders` gives
 */
export function requireDevice(name: string, providers: readonly ProviderDevices[]): void {
  const here = providers.flatMap(({ kind, devices }) =>
    devices.map(({ index }) => (kind === 'cpu' ? kind : `${kind}:${index}`)),
  );
  if (here.includes(name)) return;
  const reason = providers.find(({ kind }) => name.startsWith(kind))?.reason;
  throw new Error(
    `RANKWISE_TEST_DEVICES names ${name}; here are ${here.join(', ')}. ${reason || 'Name one of those.'}`,
  );
}
