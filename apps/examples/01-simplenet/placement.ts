/** Where one rank ran. */
export interface Place {
  /** Such as `cuda:1`. */
  readonly device: string;
  /** What ran the model, such as `ONNX Runtime 1.30.0, CPUExecutionProvider`. */
  readonly runtime: string;
}

const BYTES = 256;

/** A place as bytes of a fixed number, so that MPI can gather them. */
export function packPlace({ device, runtime }: Place): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  new TextEncoder().encodeInto(`${device}\n${runtime}`, bytes);
  return bytes;
}

/** The place that `packPlace` made bytes of. */
export function unpackPlace(bytes: Uint8Array): Place {
  const [device = '', runtime = ''] = new TextDecoder().decode(bytes).replaceAll('\0', '').split('\n');
  return { device, runtime };
}

/**
 * "each on cpu, through core (…)", or "ranks 0-1 on cuda:0, ranks 2-3 on cuda:1, through …".
 * @param through the part of rankwise that each rank called
 */
export function placementOf(places: readonly Place[], through: string): string {
  const runs = runsOf(places.map(({ device }) => device));
  const where =
    runs.length === 1
      ? `each on ${runs[0]?.device ?? ''}`
      : runs.map(({ device, first, last }) => `${rankRange(first, last)} on ${device}`).join(', ');
  const runtimes = [...new Set(places.map(({ runtime }) => runtime))];
  return `${where}, through ${through} (${runtimes.join('; ')})`;
}

interface Run {
  readonly device: string;
  readonly first: number;
  last: number;
}

/** Neighbouring ranks with the same device, as one. */
function runsOf(devices: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [rank, device] of devices.entries()) {
    const run = runs.at(-1);
    if (run?.device === device) run.last = rank;
    else runs.push({ device, first: rank, last: rank });
  }
  return runs;
}

function rankRange(first: number, last: number): string {
  return first === last ? `rank ${first}` : `ranks ${first}-${last}`;
}
