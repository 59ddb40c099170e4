import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { unzip, zipNames, zipText } from '../../src/setup/zip.js';
import { writeZip } from '../support/writeZip.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-zip-'));
const archive = join(folder, 'archive.zip');
const target = join(folder, 'target');
const text = 'weights '.repeat(4000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Changes the first byte of the archive from which on it reads so. */
function damage(at: string | Buffer): void {
  const bytes = readFileSync(archive);
  const place = bytes.indexOf(at);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(archive, bytes);
}

test.each([
  ['deflated', {}],
  ['stored', { stored: ['b/x'] }],
  ['with the sizes and offsets of zip64', { zip64: true }],
])('files %s are written as they were', async (_, options) => {
  writeZip(archive, { a: 'another', 'b/x': text, empty: '' }, options);
  expect(await zipNames(archive)).toEqual(['a', 'b/x', 'empty']);
  await unzip(archive, new Map([['b/x', target]]));
  expect(readFileSync(target, 'utf8')).toBe(text);
  expect(await zipText(archive, 'empty', folder)).toBe('');
});

const damaged = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('is damaged') as string };

test('a changed byte is an error', async () => {
  writeZip(archive, { x: text }, { stored: ['x'] });
  damage('weights');
  await expect(unzip(archive, new Map([['x', target]]))).rejects.toMatchObject(damaged);
});

test.each([
  ['a header of a file', [0x50, 0x4b, 3, 4]],
  ['the directory', [0x50, 0x4b, 1, 2]],
  ['the end', [0x50, 0x4b, 5, 6]],
])('so is one of %s', async (_, signature) => {
  writeZip(archive, { x: text });
  damage(Buffer.from(signature));
  await expect(unzip(archive, new Map([['x', target]]))).rejects.toMatchObject(damaged);
});

test('what the system refuses is not called damage', async () => {
  writeZip(archive, { x: text });
  const nowhere = new Map([['x', join(folder, 'none/x')]]);
  await expect(unzip(archive, nowhere)).rejects.toMatchObject({ code: 'ENOENT' });
});
