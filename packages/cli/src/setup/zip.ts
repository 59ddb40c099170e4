import { RankwiseError } from '@rankwise/core';
import { createWriteStream } from 'node:fs';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** A file in a zip archive, which wheels and NuGet packages are. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  /** Where its local header begins. */
  readonly at: number;
}

// Signatures, sizes and offsets in bytes of https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const END = { signature: 0x06054b50, bytes: 22, mostComment: 65535, countAt: 10, directoryAt: 16 };
const ENTRY = { signature: 0x02014b50, bytes: 46, methodAt: 10, sizeAt: 20, lengthsAt: 28, localAt: 42 };
const LOCAL = { signature: 0x04034b50, bytes: 30, lengthsAt: 26 };
const STORED = 0;
const DEFLATED = 8;

/** The files of an archive. @throws RankwiseError `INVALID_ARGUMENT` where it is none, or larger than 4 GiB. */
export async function zipEntries(path: string): Promise<readonly ZipEntry[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  const tailAt = Math.max(0, size - END.bytes - END.mostComment);
  const tail = await read(file, tailAt, size - tailAt);
  const end = findEnd(tail);
  if (end === undefined) throw broken(path);
  const entries: ZipEntry[] = [];
  const count = tail.readUInt16LE(end + END.countAt);
  const directoryAt = tail.readUInt32LE(end + END.directoryAt);
  const directory = await read(file, directoryAt, tailAt + end - directoryAt);
  for (let at = 0; entries.length < count;) {
    if (at + ENTRY.bytes > directory.length || directory.readUInt32LE(at) !== ENTRY.signature)
      throw broken(path);
    const [name, extra, comment] = [0, 2, 4].map((i) => directory.readUInt16LE(at + ENTRY.lengthsAt + i));
    entries.push({
      name: directory.subarray(at + ENTRY.bytes, at + ENTRY.bytes + (name ?? 0)).toString('utf8'),
      method: directory.readUInt16LE(at + ENTRY.methodAt),
      compressedBytes: directory.readUInt32LE(at + ENTRY.sizeAt),
      at: directory.readUInt32LE(at + ENTRY.localAt),
    });
    at += ENTRY.bytes + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** Writes a file of an archive to `to`. */
export async function extract(path: string, entry: ZipEntry, to: string): Promise<void> {
  await using file = await open(path);
  const header = await read(file, entry.at, LOCAL.bytes);
  const known = entry.method === STORED || entry.method === DEFLATED;
  if (header.length < LOCAL.bytes || header.readUInt32LE(0) !== LOCAL.signature || !known) throw broken(path);
  const lengths = header.readUInt16LE(LOCAL.lengthsAt) + header.readUInt16LE(LOCAL.lengthsAt + 2);
  const start = entry.at + LOCAL.bytes + lengths;
  // An empty range cannot be asked of a stream.
  const content =
    entry.compressedBytes === 0
      ? []
      : file.createReadStream({ start, end: start + entry.compressedBytes - 1, autoClose: false });
  if (entry.method === STORED) await pipeline(content, createWriteStream(to));
  else await pipeline(content, createInflateRaw(), createWriteStream(to));
}

/** The text of a small file of an archive. */
export async function zipText(path: string, entry: ZipEntry, folder: string): Promise<string> {
  const to = join(folder, 'entry');
  await extract(path, entry, to);
  const text = await readFile(to, 'utf8');
  await rm(to);
  return text;
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, bytes)), 0, Math.max(0, bytes), at);
  return buffer.subarray(0, bytesRead);
}

function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - END.bytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END.signature) return at;
  }
  return undefined;
}

function broken(path: string): RankwiseError {
  return new RankwiseError(
    'INVALID_ARGUMENT',
    `'${path}' is no wheel or NuGet package, or is damaged. Download it again.`,
  );
}
