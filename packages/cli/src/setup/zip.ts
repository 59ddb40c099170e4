import { RankwiseError } from '@rankwise/core';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** The names of the files in a zip archive, as wheels and NuGet packages are. @throws RankwiseError `INVALID_ARGUMENT` */
export async function zipNames(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  await forEachEntry(path, ({ fileName }) => {
    names.push(fileName);
  });
  return names;
}

/**
 * Writes files of an archive.
 * @param targets the path to which each is written, by its name in the archive
 * @throws RankwiseError `INVALID_ARGUMENT` where the archive is damaged; what was written until then remains.
 */
export async function unzip(path: string, targets: ReadonlyMap<string, string>): Promise<void> {
  await forEachEntry(path, async (entry, archive) => {
    const target = targets.get(entry.fileName);
    if (target === undefined) return;
    const content = await archive.openReadStreamPromise(entry);
    await pipeline(checked(content, entry), createWriteStream(target));
  });
}

/** The text of a small file in an archive. */
export async function zipText(path: string, name: string, scratch: string): Promise<string> {
  const target = join(scratch, 'entry');
  await unzip(path, new Map([[name, target]]));
  const text = await readFile(target, 'utf8');
  await rm(target);
  return text;
}

/** Errors of the system are thrown as they are; all others mean that the archive is not sound. */
async function forEachEntry(
  path: string,
  visit: (entry: Entry, archive: ZipFile) => Promise<void> | void,
): Promise<void> {
  try {
    const archive = await openPromise(path, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) await visit(entry, archive);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) throw cause;
    throw new RankwiseError(
      'INVALID_ARGUMENT',
      `'${path}' is not a wheel or NuGet package, or is damaged. Download it again.`,
      { cause },
    );
  }
}

/** The bytes of a file; yauzl compares their number with the archive's, but not their checksum. */
async function* checked(content: AsyncIterable<Buffer>, entry: Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const bytes of content) {
    sum = crc32(bytes, sum);
    yield bytes;
  }
  if (sum !== entry.crc32) throw new Error(`the checksum of '${entry.fileName}' is wrong`);
}
