import type { Readable } from 'node:stream';

/** An object as a listing tells of it. */
export interface StoredObject {
  /** Key below the store's prefix. */
  readonly key: string;
  /** Size in bytes. */
  readonly size: number;
}

/** A place that holds objects: a folder or a prefix of a bucket. Keys are relative to it. */
export interface Store {
  /** Where it is, for messages; ends with a slash. */
  readonly uri: string;
  /** All objects, in the order of their keys, a page at a time. */
  list(signal: AbortSignal): AsyncIterable<StoredObject>;
  /** Opens an object's content. */
  read(key: string, signal: AbortSignal): Promise<Readable>;
  /**
   * Writes an object that must not exist yet. Of two concurrent writers one wins.
   *
   * @returns `unchanged` if the key already holds these very bytes.
   * @throws OutputConflictError if it holds others.
   */
  create(key: string, body: Uint8Array): Promise<'created' | 'unchanged'>;
  /** Writes an object, whatever was there. */
  replace(key: string, body: Uint8Array): Promise<void>;
}

/** The key holds other content: another run, or other logic, wrote there before. */
export class OutputConflictError extends Error {
  override readonly name = 'OutputConflictError';

  constructor(uri: string, key: string) {
    super(`${uri}${key} exists with other content; outputs are never overwritten`);
  }
}

/** A location that is neither `file://` nor `s3://`, or lacks its bucket. */
export class LocationError extends Error {
  override readonly name = 'LocationError';
}
