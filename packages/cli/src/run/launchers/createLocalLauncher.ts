import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Launcher } from './Launcher.js';

const GRACE_MS = 2000;

/** The launcher that needs no MPI: this process starts the ranks, which gather through a folder. */
export function createLocalLauncher(): Launcher {
  // mkdtemp makes it for this user alone (mode 0700).
  const folder = mkdtempSync(path.join(tmpdir(), 'rankwise-'));
  return {
    name: 'local',
    description: `${folder}, no MPI`,
    tagged: false,
    graceMs: GRACE_MS,
    plan: (program, ranks) =>
      Array.from({ length: ranks }, (_, rank) => ({
        label: `rank ${rank}`,
        file: program.file,
        args: program.args,
        env: { ...program.env, ...rankVariables(rank, ranks, folder) },
        rank,
      })),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function rankVariables(rank: number, size: number, folder: string): Record<string, string> {
  return {
    RANKWISE_RANK: String(rank),
    RANKWISE_SIZE: String(size),
    RANKWISE_LOCAL_RANK: String(rank),
    RANKWISE_LOCAL_SIZE: String(size),
    RANKWISE_LOCAL_DIR: folder,
  };
}
