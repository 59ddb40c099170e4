import { deviceIndexOfRank, type DevicePolicy } from './deviceIndexOfRank.js';
import type { NumaView } from './numa.js';

/** What decides the device of a rank that is bound to some of the node's cores. */
export interface NearShare {
  readonly localRank: number;
  readonly localSize: number;
  /** The NUMA node of each device, where it is known. */
  readonly deviceNodes: readonly (number | undefined)[];
  readonly numa: NumaView;
  readonly policy: DevicePolicy;
}

/**
 * Index of the device of a rank that is bound to one NUMA node: among the devices that are nearest to it, which it
 * shares with the other ranks there. Undefined where nearness decides nothing: the system does not say where devices
 * are, the rank may run everywhere, or all devices are equally near.
 *
 * A rank knows its own cores and nobody else's. So ranks are taken to be spread evenly over the NUMA nodes, in blocks or
 * in turn, whichever agrees with where this one is.
 */
export function nearDeviceIndex(share: NearShare): number | undefined {
  const { localRank, localSize, deviceNodes, numa, policy } = share;
  if (numa.own.length === 0 || numa.own.length === numa.count) return undefined;
  const domains = [...new Set(deviceNodes)].sort((a, b) => (a ?? 0) - (b ?? 0));
  if (domains.length < 2 || domains.includes(undefined)) return undefined;
  const distances = domains.map((node) => Math.min(...numa.own.map((own) => numa.distance(own, node ?? 0))));
  const least = Math.min(...distances);
  const domain = distances.indexOf(least);
  if (!Number.isFinite(least) || distances.lastIndexOf(least) !== domain) return undefined;

  const near = deviceNodes.flatMap((node, index) => (node === domains[domain] ? [index] : []));
  const { place, size } = placeInDomain(localRank, localSize, domain, domains.length);
  const among = deviceIndexOfRank({ localRank: place, localSize: size, deviceCount: near.length, policy });
  return near[among];
}

/** The rank's number among the ranks of its domain, and how many those are. */
function placeInDomain(
  localRank: number,
  localSize: number,
  domain: number,
  domains: number,
): { place: number; size: number } {
  const first = Math.ceil((domain * localSize) / domains);
  const next = Math.ceil(((domain + 1) * localSize) / domains);
  if (localRank >= first && localRank < next) return { place: localRank - first, size: next - first };
  const size = Math.ceil((localSize - domain) / domains);
  if (localRank % domains === domain) return { place: Math.floor(localRank / domains), size };
  // Neither: every rank may be here, for all that is known.
  return { place: localRank, size: localSize };
}
