import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { RankwiseError } from '../errors/index.js';

/** Where a model comes from, checked as far as it can be without ONNX Runtime. */
export interface ModelSource {
  /** Name for messages. */
  readonly name: string;
  /** The model in messages: its name, and path where it has one. */
  readonly label: string;
  readonly content: { readonly path: string } | { readonly bytes: Uint8Array };
}

/**
 * Looks at a model before ONNX Runtime does, because its own messages on files are poor.
 * @throws RankwiseError `MODEL_NOT_FOUND`, `MODEL_INVALID` (empty, another format).
 */
export async function openModelSource(from: string | Uint8Array, name?: string): Promise<ModelSource> {
  if (typeof from !== 'string') {
    const label = `'${name ?? 'model'}' (${from.byteLength} bytes)`;
    checkContent(label, from.byteLength, from.subarray(0, HEAD_BYTES));
    return { name: name ?? 'model', label, content: { bytes: from } };
  }
  const path = resolve(from);
  const label = name === undefined ? `'${path}'` : `'${name}' ('${path}')`;
  const { size, head } = await readHead(path, label);
  checkContent(label, size, head);
  return { name: name ?? basename(path, '.onnx'), label, content: { path } };
}

const HEAD_BYTES = 32;

async function readHead(path: string, label: string): Promise<{ size: number; head: Uint8Array }> {
  try {
    const { size } = await requireFile(path, label);
    await using file = await open(path, constants.O_RDONLY);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { size, head: buffer.subarray(0, bytesRead) };
  } catch (cause) {
    if (cause instanceof RankwiseError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RankwiseError(
      'MODEL_NOT_FOUND',
      missing
        ? `The model ${label} is not there. Check the path; a relative one counts from the working folder '${process.cwd()}'.`
        : `The model ${label} cannot be read: ${reason}. Check the path and the permissions.`,
      { cause },
    );
  }
}

async function requireFile(path: string, label: string): Promise<{ size: number }> {
  const entry = await stat(path);
  if (!entry.isDirectory()) return entry;
  throw new RankwiseError(
    'MODEL_NOT_FOUND',
    `The model ${label} is a folder. Give the path of the .onnx file in it.`,
  );
}

const otherFormats: readonly { magic: string; what: string; remedy: string }[] = [
  { magic: 'PK\x03\x04', what: 'a PyTorch or Keras archive', remedy: 'Export the network to ONNX first.' },
  { magic: '\x89HDF', what: 'an HDF5 file', remedy: 'Export the network to ONNX first.' },
  { magic: 'TFL3', what: 'a TensorFlow Lite model', remedy: 'Convert it to ONNX first.' },
  {
    magic: 'version https://git-lfs',
    what: 'a Git LFS pointer, not the model itself',
    remedy: 'Run git lfs pull.',
  },
];

function checkContent(label: string, size: number, head: Uint8Array): void {
  if (size === 0) {
    throw new RankwiseError('MODEL_INVALID', `The model ${label} is empty. Copy or export it again.`);
  }
  const start = Buffer.from(head).toString('latin1');
  const other = otherFormats.find(({ magic }) => start.startsWith(magic) || start.startsWith(magic, 4));
  if (other) {
    throw new RankwiseError('MODEL_INVALID', `The model ${label} is ${other.what}. ${other.remedy}`);
  }
}
