// npx passes on the Ctrl-C that the terminal has already given to all of its processes.
const SAME_MS = 1000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Says that somebody wants this process to end, so that it can take its job with it. */
export interface Interruption extends Disposable {
  /** Aborted by the first signal; its name is `reason`. */
  readonly first: AbortSignal;
  /** Aborted by a second one, a second or more later: the job gets no time to end by itself any more. */
  readonly second: AbortSignal;
}

/** Takes over the signals that end a program, and a reader of stdout that went away, until it is disposed. */
export function listenForInterruption(): Interruption {
  const first = new AbortController();
  const second = new AbortController();
  let since = 0;
  const interrupt = (signal: NodeJS.Signals) => {
    if (!first.signal.aborted) {
      since = performance.now();
      first.abort(signal);
    } else if (performance.now() - since > SAME_MS) {
      second.abort(signal);
    }
  };
  const onPipe = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && !first.signal.aborted) interrupt('SIGPIPE');
  };
  for (const signal of signals) process.on(signal, interrupt);
  process.stdout.on('error', onPipe);
  return {
    first: first.signal,
    second: second.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, interrupt);
      process.stdout.off('error', onPipe);
    },
  };
}
