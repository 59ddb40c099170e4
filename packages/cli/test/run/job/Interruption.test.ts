import { afterEach, expect, test, vi } from 'vitest';
import { listenForInterruption } from '../../../src/run/job/Interruption.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('the first signal is told apart from a later second one', () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
  using interruption = listenForInterruption();
  expect(interruption.first.aborted).toBe(false);
  process.emit('SIGHUP', 'SIGHUP');
  expect(interruption.first.reason).toBe('SIGHUP');
  process.emit('SIGHUP', 'SIGHUP');
  expect(interruption.second.aborted).toBe(false);
  clock.mockReturnValue(2500);
  process.emit('SIGHUP', 'SIGHUP');
  expect(interruption.second.aborted).toBe(true);
});

test('a reader of stdout that went away counts as a signal', () => {
  using interruption = listenForInterruption();
  process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(interruption.first.reason).toBe('SIGPIPE');
});

test('afterwards signals have their usual effect again', () => {
  const before = process.listenerCount('SIGHUP');
  const interruption = listenForInterruption();
  expect(process.listenerCount('SIGHUP')).toBe(before + 1);
  interruption[Symbol.dispose]();
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
