import { RankwiseError } from '@rankwise/core';
import type { BatchSizing } from './BatchSizes.js';

/** When requests for a model are run as one batch. */
export type BatchMode = 'auto' | 'off' | 'on' | 'independent';

const modes: readonly BatchMode[] = ['auto', 'off', 'on', 'independent'];

export interface BatchPolicy {
  readonly mode: BatchMode;
  /** Most samples of a batch. */
  readonly max: number;
  /** Seconds that a request waits for others to come. */
  readonly delay: number;
  /** Whether batches may be filled up to sizes that the device is prepared for. */
  readonly pad: boolean;
}

/** How requests for a model are run as batches: the policy, and what model and device make of it. */
export interface Batching extends BatchPolicy {
  readonly sizing: BatchSizing;
}

const DEFAULT_MAX = 65536;
const LONGEST_DELAY = 60;

/**
 * Reads `auto`, `off`, `on`, `independent`, and settings behind: `on;max=512;delay=0.001;pad=off`.
 * @param source where the text is from, for the refusal
 * @throws RankwiseError `INVALID_ARGUMENT`.
 */
export function parseBatchPolicy(text: string, source = 'The option batching'): BatchPolicy {
  const [mode = '', ...settings] = text.split(';').map((part) => part.trim());
  const found = modes.find((one) => one === mode);
  if (found === undefined) throw wrong(source, text, `'${mode}' is none of ${modes.join(', ')}`);
  const policy = { mode: found, max: DEFAULT_MAX, delay: 0, pad: true };
  for (const setting of settings) {
    const [name = '', value = '', ...rest] = setting.split('=').map((part) => part.trim());
    const number = value === '' || rest.length > 0 ? NaN : Number(value);
    if (name === 'max' && Number.isSafeInteger(number) && number >= 1) policy.max = number;
    else if (name === 'delay' && number >= 0 && number <= LONGEST_DELAY) policy.delay = number;
    else if (name === 'pad' && /^(on|off)$/.test(value) && rest.length === 0) policy.pad = value === 'on';
    else throw wrong(source, text, `'${setting}' is no setting`);
  }
  return policy;
}

function wrong(source: string, text: string, why: string): RankwiseError {
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `${source} is '${text}', but ${why}. Give auto, off, on or independent, and then settings such as ;max=512 (samples, 1 or more), ;delay=0.001 (seconds, at most ${LONGEST_DELAY}) and ;pad=off.`,
  );
}
