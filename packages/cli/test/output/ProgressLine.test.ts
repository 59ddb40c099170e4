import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressLine } from '../../src/output/ProgressLine.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class Stream {
  written: string[] = [];
  constructor(readonly isTTY: boolean) {}
  write(text: string): void {
    this.written.push(text);
  }
}

const CLEAR = '\r\u001B[K';

test('nothing is written where the stream is not a terminal', () => {
  const stream = new Stream(false);
  using progress = new ProgressLine(stream);
  progress.start('building');
  vi.advanceTimersByTime(10_000);
  progress.clear();
  progress.stop();
  expect(stream.written).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('on a terminal one line is written again and again, with the seconds', () => {
  const stream = new Stream(true);
  using progress = new ProgressLine(stream);
  progress.start('building');
  vi.advanceTimersByTime(2500);
  expect(stream.written).toEqual([
    `${CLEAR}building … 0 s`,
    `${CLEAR}building … 1 s`,
    `${CLEAR}building … 2 s`,
  ]);
  progress.stop();
  expect(stream.written.at(-1)).toBe(CLEAR);
});

test('what is done in a moment shows nothing', () => {
  const stream = new Stream(true);
  using progress = new ProgressLine(stream);
  progress.start('building');
  vi.advanceTimersByTime(300);
  progress.stop();
  vi.advanceTimersByTime(5000);
  expect(stream.written).toEqual([]);
});

test('the line makes room for another and comes back', () => {
  const stream = new Stream(true);
  using progress = new ProgressLine(stream);
  progress.start('waiting');
  vi.advanceTimersByTime(500);
  progress.clear();
  progress.clear();
  expect(stream.written).toEqual([`${CLEAR}waiting … 0 s`, CLEAR]);
  vi.advanceTimersByTime(1000);
  expect(stream.written.at(-1)).toBe(`${CLEAR}waiting … 1 s`);
});

test('a new text starts its own count', () => {
  const stream = new Stream(true);
  using progress = new ProgressLine(stream);
  progress.start('building');
  vi.advanceTimersByTime(5000);
  progress.start('waiting');
  vi.advanceTimersByTime(400);
  expect(stream.written.at(-1)).toBe(`${CLEAR}waiting … 0 s`);
});
