import { cString, type OutSlot, type Pointer } from '../ffi/index.js';
import { counted, created, ownedString, ownedStrings, type OrtRuntime } from '../ort/index.js';

import type { ModelHeader } from './readModelHeader.js';

/** What a model says about itself; texts are empty where it says nothing. */
export interface ModelMetadata extends ModelHeader {
  /** The program that exported the model. */
  readonly producer: string;
  readonly graphName: string;
  readonly domain: string;
  readonly description: string;
  /** Version of the model. */
  readonly version: number;
  /** Further entries by key. */
  readonly custom: Readonly<Record<string, string>>;
}

/** Asks a session for what ONNX Runtime tells of its model's metadata. */
export function readMetadata(runtime: OrtRuntime, session: Pointer): Omit<ModelMetadata, keyof ModelHeader> {
  const { api, allocator } = runtime;
  const metadata = created(api, reading, (out) => api.SessionGetModelMetadata(session, out));
  const text = (get: (data: Pointer, allocator: Pointer, out: OutSlot<Pointer>) => Pointer | null) =>
    ownedString(runtime, reading, (out) => get(metadata, allocator, out));
  const entry = (key: string) =>
    text((data, owner, out) => api.ModelMetadataLookupCustomMetadataMap(data, owner, cString(key), out));
  try {
    const keys = ownedStrings(runtime, reading, (list, count) =>
      api.ModelMetadataGetCustomMetadataMapKeys(metadata, allocator, list, count),
    );
    return {
      producer: text(api.ModelMetadataGetProducerName),
      graphName: text(api.ModelMetadataGetGraphName),
      domain: text(api.ModelMetadataGetDomain),
      description: text(api.ModelMetadataGetDescription),
      version: counted(api, reading, (out) => api.ModelMetadataGetVersion(metadata, out)),
      custom: Object.fromEntries(keys.map((key) => [key, entry(key)])),
    };
  } finally {
    api.ReleaseModelMetadata(metadata);
  }
}

const reading = { doing: 'Reading the metadata of a model', otherwise: 'INTERNAL' } as const;
