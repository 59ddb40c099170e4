import { writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipOptions {
  /** Files that are not deflated. */
  readonly stored?: readonly string[];
  /** Sizes and offsets as in an archive of more than 4 GiB. */
  readonly zip64?: boolean;
}

/** Writes a zip archive, as wheels are. */
export function writeZip(
  path: string,
  files: Readonly<Record<string, Buffer | string>>,
  { stored = [], zip64 = false }: ZipOptions = {},
): void {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const keep = stored.includes(name);
    const data = keep ? content : deflateRawSync(content);
    const extra = zip64
      ? Buffer.concat([half(1), half(24), long(content.length), long(data.length), long(at)])
      : Buffer.alloc(0);
    const common = Buffer.concat([
      ...[half(20), half(0), half(keep ? 0 : 8), word(0), word(crc32(content))],
      ...(zip64 ? [ABSENT, ABSENT] : [word(data.length), word(content.length)]),
      ...[half(Buffer.byteLength(name)), half(extra.length)],
    ]);
    const offset = zip64 ? ABSENT : word(at);
    const local = Buffer.concat([word(0x04034b50), common, Buffer.from(name), extra, data]);
    const rest = [Buffer.alloc(10), offset, Buffer.from(name), extra];
    directory.push(Buffer.concat([word(0x02014b50), half(20), common, ...rest]));
    parts.push(local);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const count = directory.length;
  const end64 = [
    ...[word(0x06064b50), long(44), half(45), half(45), word(0), word(0), long(count), long(count)],
    ...[long(entries.length), long(at), word(0x07064b50), word(0), long(at + entries.length), word(1)],
  ];
  const end = [
    ...[word(0x06054b50), half(0), half(0), half(count), half(count)],
    ...(zip64 ? [ABSENT, ABSENT] : [word(entries.length), word(at)]),
    half(0),
  ];
  writeFileSync(path, Buffer.concat([...parts, entries, ...(zip64 ? end64 : []), ...end]));
}

/** Stands for a number that lies in the fields of zip64. */
const ABSENT = word(0xffffffff);

function long(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}

function word(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function half(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}
