/** A way in which ranks can use a device; the options are those of `rw_load_options`. */
export interface Way {
  readonly name: 'batched' | 'shared' | 'separate';
  readonly title: string;
  readonly engines: 'device' | 'rank';
  readonly batching: string;
}

/**
 * All ways, the one that the others are compared with last.
 * @param batching how the first one batches
 */
export function waysOf(batching: string): readonly Way[] {
  return [
    { name: 'batched', title: 'one engine, batching', engines: 'device', batching },
    { name: 'shared', title: 'one engine', engines: 'device', batching: 'off' },
    { name: 'separate', title: 'separate sessions', engines: 'rank', batching: 'off' },
  ];
}
