import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from './open.ts';
import { LocationError, OutputConflictError, type Store } from './store.ts';

describe('a folder as a store', () => {
  let folder: string;
  let store: Store;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    store = openStore(pathToFileURL(folder).href);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('gives back what it took, below folders and in the order of keys', async () => {
    await store.create('b/c.txt', Buffer.from('two'));
    await store.create('a.txt', Buffer.from('one'));

    const keys: string[] = [];
    for await (const { key } of store.list(signal)) keys.push(key);
    const chunks = await (await store.read('b/c.txt', signal)).toArray();

    expect(keys).toEqual(['a.txt', 'b/c.txt']);
    expect(Buffer.concat(chunks).toString()).toBe('two');
  });

  test('lists every file of every folder', async () => {
    const wanted: string[] = [];
    for (let index = 0; index < 280; index++) {
      const key = `${index % 4}/deeper/${String(index).padStart(3, '0')}.txt`;
      wanted.push(key);
      await store.create(key, Buffer.from('x'));
    }

    const keys: string[] = [];
    for await (const { key } of store.list(signal)) keys.push(key);

    expect(keys).toEqual(wanted.sort());
  });

  test('of many writers of one key one wins, and the file is whole', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(100_000, `${index} `));

    const results = await Promise.allSettled(bodies.map((body) => store.create('key', body)));

    const winners = results.flatMap((result, index) =>
      result.status === 'fulfilled' ? [index] : [],
    );
    expect(winners).toHaveLength(1);
    const [winner = 0] = winners;
    expect(await readFile(join(folder, 'key'))).toEqual(bodies[winner]);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(OutputConflictError);
    }
    // No part of a loser stays.
    expect(await readdir(folder)).toEqual(['key']);
  });

  test('the same bytes again are no conflict', async () => {
    await store.create('key', Buffer.from('x'));

    expect(await store.create('key', Buffer.from('x'))).toBe('unchanged');
  });
});

describe('a location', () => {
  test.each(['data/', 'http://x/', 's3:///no-bucket', ''])('"%s" is refused', (location) => {
    expect(() => openStore(location)).toThrow(LocationError);
  });

  test.each([
    ['s3://bucket/a/b', 's3://bucket/a/b/'],
    ['s3://bucket', 's3://bucket/'],
    ['s3://bucket/with%20space/', 's3://bucket/with space/'],
  ])('%s is %s', (location, uri) => {
    expect(openStore(location).uri).toBe(uri);
  });
});
