import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { OutputConflictError, type Store, type StoredObject } from './store.ts';

/** How often a conditional write is tried when S3 answers 409, another write of the key being under way. */
const CONFLICT_ATTEMPTS = 6;

/** A prefix of a bucket as a store. */
export class S3Store implements Store {
  readonly uri: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #client: S3Client;

  /**
   * @param prefix empty, or ends with a slash.
   */
  constructor(bucket: string, prefix: string, client: S3Client) {
    this.uri = `s3://${bucket}/${prefix}`;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = client;
  }

  async *list(signal: AbortSignal): AsyncIterable<StoredObject> {
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix, ContinuationToken }),
        { abortSignal: signal },
      );
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        // Consoles make "folders": empty objects whose key ends with a slash.
        if (!Key.endsWith('/')) yield { key: Key.slice(this.#prefix.length), size: Size };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }

  async read(key: string, signal: AbortSignal): Promise<Readable> {
    const { Body } = await this.#client.send(
      new GetObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key }),
      { abortSignal: signal },
    );
    return Body as Readable;
  }

  async create(key: string, body: Uint8Array): Promise<'created' | 'unchanged'> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#put(key, body, { IfNoneMatch: '*' });
        return 'created';
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata
          ?.httpStatusCode;
        if (status === 412) return await this.#compare(key, body);
        if (status !== 409 || attempt === CONFLICT_ATTEMPTS) throw error;
        await sleep(Math.random() * 100 * 2 ** attempt);
      }
    }
  }

  async replace(key: string, body: Uint8Array): Promise<void> {
    await this.#put(key, body, {});
  }

  async #put(key: string, body: Uint8Array, condition: { IfNoneMatch?: string }): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: this.#prefix + key,
        Body: body,
        ...condition,
      }),
    );
  }

  async #compare(key: string, body: Uint8Array): Promise<'unchanged'> {
    const { Body } = await this.#client.send(
      new GetObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key }),
    );
    const there = await Body?.transformToByteArray();
    if (there && Buffer.compare(there, body) === 0) return 'unchanged';
    throw new OutputConflictError(this.uri, key);
  }
}
