// The engine's process: started by librankwise (native/engines/process.c), which passes a listening socket as descriptor 3 and its own
// path as the argument, so that both sides of the shared memory are the same library (empty from a program that contains it: the
// engine's own then); and, to an engine that ranks share, its device.
import { inspect } from 'node:util';
import { affinityCount, endWithoutUnloading, RankwiseError } from '@rankwise/core';
import { nativeLibrary } from '../build/index.js';
import { coresBesideRanks, coresPerRank } from './placement/coresPerRank.js';
import { Host } from './host/Host.js';
import { serve } from './serve.js';

const listenDescriptor = 3;
const [, , library, device] = process.argv;
const shared = device !== undefined;
try {
  const cores = shared ? coresBesideRanks() : coresPerRank();
  const host = Host.open(library || nativeLibrary(), listenDescriptor, cores, affinityCount());
  await serve(host, shared);
  host.close();
} catch (error) {
  // librankwise puts this into the message of the rank's error.
  process.stderr.write(error instanceof RankwiseError ? error.message : inspect(error));
  process.exitCode = 1;
}
endWithoutUnloading();
// Sessions need no tidying up when the process ends, and a provider's own threads must not keep it alive.
process.exit();
