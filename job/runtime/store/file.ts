import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { OutputConflictError, type Store, type StoredObject } from './store.ts';

/** A folder as a store; keys are paths below it. */
export class FileStore implements Store {
  readonly uri: string;
  readonly #folder: string;

  /** @param url a `file:` URL that ends with a slash. */
  constructor(url: URL) {
    this.uri = url.href;
    this.#folder = fileURLToPath(url);
  }

  async *list(signal: AbortSignal): AsyncIterable<StoredObject> {
    // Not opendir: on Node.js 20 it loses files of subfolders that hold more than 32.
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const keys = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.#folder.length));
    for (const key of keys.sort()) {
      signal.throwIfAborted();
      yield { key, size: (await stat(join(this.#folder, key))).size };
    }
  }

  async read(key: string, signal: AbortSignal): Promise<Readable> {
    return createReadStream(join(this.#folder, key), { signal });
  }

  async create(key: string, body: Uint8Array): Promise<'created' | 'unchanged'> {
    const path = join(this.#folder, key);
    const part = await this.#writePart(path, body);
    try {
      // A link fails when the name exists and shows the file whole or not at all: the
      // file system's If-None-Match.
      await link(part, path);
      return 'created';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (Buffer.compare(await readFile(path), body) === 0) return 'unchanged';
      throw new OutputConflictError(this.uri, key);
    } finally {
      await rm(part, { force: true });
    }
  }

  async replace(key: string, body: Uint8Array): Promise<void> {
    const path = join(this.#folder, key);
    await rename(await this.#writePart(path, body), path);
  }

  async #writePart(path: string, body: Uint8Array): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    const part = join(dirname(path), `.${randomUUID()}.part`);
    await writeFile(part, body, { flush: true });
    return part;
  }
}
