import { closeSync, openSync, readSync } from 'node:fs';

// From elf.h, for 64-bit little-endian files: offsets and sizes in bytes.
const HEADER = { bytes: 64, programHeadersAt: 32, sizeAt: 54, countAt: 56 };
const PROGRAM = { typeAt: 0, offsetAt: 8, addressAt: 16, fileSizeAt: 32, load: 1, dynamic: 2 };
const DYNAMIC = { bytes: 16, end: 0n, needed: 1n, strings: 5n };
const MAX_NAME_BYTES = 256;

/** The libraries that an ELF library needs, by the names that the system's loader looks for; none of a file that is no such. */
export function neededLibraries(path: string): readonly string[] {
  const file = openSync(path, 'r');
  const read = (at: number, bytes: number): Buffer => {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(file, buffer, 0, bytes, at));
  };
  try {
    const header = read(0, HEADER.bytes);
    if (header.length < HEADER.bytes || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2) return [];
    const size = header.readUInt16LE(HEADER.sizeAt);
    const first = Number(header.readBigUInt64LE(HEADER.programHeadersAt));
    const segments = Array.from({ length: header.readUInt16LE(HEADER.countAt) }, (_, i) =>
      segmentOf(read(first + i * size, size)),
    );
    const dynamic = segments.find(({ type }) => type === PROGRAM.dynamic);
    if (dynamic === undefined) return [];
    const entries = dynamicEntries(read(dynamic.offset, dynamic.bytes));
    const strings = entries.find(({ tag }) => tag === DYNAMIC.strings)?.value ?? 0;
    const home = segments.find(
      ({ type, address, bytes }) => type === PROGRAM.load && strings >= address && strings < address + bytes,
    );
    if (home === undefined) return [];
    const table = strings - home.address + home.offset;
    return entries
      .filter(({ tag }) => tag === DYNAMIC.needed)
      .map(({ value }) => read(table + value, MAX_NAME_BYTES))
      .map((name) => name.subarray(0, name.indexOf(0)).toString('utf8'));
  } finally {
    closeSync(file);
  }
}

function segmentOf(bytes: Buffer): { type: number; offset: number; address: number; bytes: number } {
  return {
    type: bytes.readUInt32LE(PROGRAM.typeAt),
    offset: Number(bytes.readBigUInt64LE(PROGRAM.offsetAt)),
    address: Number(bytes.readBigUInt64LE(PROGRAM.addressAt)),
    bytes: Number(bytes.readBigUInt64LE(PROGRAM.fileSizeAt)),
  };
}

function dynamicEntries(bytes: Buffer): { tag: bigint; value: number }[] {
  const entries = [];
  for (let at = 0; at + DYNAMIC.bytes <= bytes.length; at += DYNAMIC.bytes) {
    const tag = bytes.readBigInt64LE(at);
    if (tag === DYNAMIC.end) break;
    entries.push({ tag, value: Number(bytes.readBigUInt64LE(at + 8)) });
  }
  return entries;
}
