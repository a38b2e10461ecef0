import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../contract.ts';
import { defineJob, type JobDefinition } from './define.ts';
import { createLogger } from './log.ts';
import { type RunProps, runJob, UncaughtError } from './run.ts';
import { OutputConflictError, type Store } from './store/store.ts';

/** A store in memory that can be told to fail. */
class MemoryStore implements Store {
  readonly uri = 'memory://store/';
  readonly objects: Map<string, string>;
  listed = 0;

  constructor(objects: Record<string, string> = {}) {
    this.objects = new Map(Object.entries(objects));
  }

  async *list() {
    for (const [key, body] of this.objects) {
      this.listed++;
      yield { key, size: body.length };
    }
  }

  async read(key: string) {
    return Readable.from([Buffer.from(this.objects.get(key) ?? '')]);
  }

  async create(key: string, body: Uint8Array): Promise<'created' | 'unchanged'> {
    const text = Buffer.from(body).toString();
    const there = this.objects.get(key);
    if (there === undefined) {
      this.objects.set(key, text);
      return 'created';
    }
    if (there === text) return 'unchanged';
    throw new OutputConflictError(this.uri, key);
  }

  async replace(key: string, body: Uint8Array) {
    this.objects.set(key, Buffer.from(body).toString());
  }
}

const copy = defineJob({
  async map(object, { write }) {
    const chunks = await (await object.open()).toArray();
    await write(object.key, Buffer.concat(chunks));
  },
});

function given(definition: JobDefinition, input: Store, change: Partial<RunProps> = {}) {
  const lines: Record<string, unknown>[] = [];
  const props: RunProps = {
    definition,
    environment: 'test',
    job: 'copy',
    scheduledTime: new Date('2026-11-23T03:15:00Z'),
    input,
    output: new MemoryStore(),
    runs: new MemoryStore(),
    overwrite: false,
    signal: new AbortController().signal,
    log: createLogger({}, (line) => void lines.push(JSON.parse(line) as Record<string, unknown>)),
    ...change,
  };
  return { props, lines };
}

const stored = (runs: Store): Report =>
  JSON.parse((runs as MemoryStore).objects.get('2026-11-23T03-15-00Z/report.json') ?? 'null');

describe('a run', () => {
  test('maps every object, leaves a report and one line of log', async () => {
    const { props, lines } = given(copy, new MemoryStore({ 'a.csv': 'one', 'b/c.csv': 'two!' }));

    const report = await runJob(props);

    expect(report).toMatchObject({
      exitCode: 0,
      reason: null,
      run: '2026-11-23T03-15-00Z',
      objects: { listed: 2, done: 2, failed: 0 },
      outputs: { created: 2, unchanged: 0 },
      bytes: { read: 7, written: 7 },
      failures: [],
    });
    expect(report.peakMemoryMiB).toBeGreaterThan(10);
    expect(stored(props.runs)).toEqual(report);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', message: 'run ended', exitCode: 0 });
  });

  test('done twice changes nothing and says so', async () => {
    const { props } = given(copy, new MemoryStore({ a: 'one' }));
    await runJob(props);

    const again = await runJob(props);

    expect(again).toMatchObject({ exitCode: 0, outputs: { created: 0, unchanged: 1 } });
  });

  test('never overwrites other content: the object fails, the others are done', async () => {
    const output = new MemoryStore({ b: 'somebody else wrote this' });
    const { props } = given(copy, new MemoryStore({ a: 'one', b: 'two', c: 'three' }), { output });

    const report = await runJob(props);

    expect(report).toMatchObject({
      exitCode: 1,
      reason: '1 of 3 objects failed',
      objects: { listed: 3, done: 2, failed: 1 },
    });
    expect(report.failures[0]).toMatchObject({ key: 'b' });
    expect(report.failures[0]?.message).toContain('memory://store/b exists with other content');
    expect(output.objects.get('b')).toBe('somebody else wrote this');
    expect(output.objects.get('c')).toBe('three');
  });

  test('overwrites by hand, when told to', async () => {
    const output = new MemoryStore({ a: 'old' });
    const { props } = given(copy, new MemoryStore({ a: 'new' }), { output, overwrite: true });

    expect(await runJob(props)).toMatchObject({ exitCode: 0 });
    expect(output.objects.get('a')).toBe('new');
  });

  test('ends with 3 when there is nothing to do', async () => {
    const { props } = given(copy, new MemoryStore());

    expect(await runJob(props)).toMatchObject({
      exitCode: 3,
      reason: 'no object under memory://store/',
    });
  });

  test('works on as many objects at once as the job says, and lists only as far ahead', async () => {
    let [now, most] = [0, 0];
    const slow = defineJob({
      concurrency: 3,
      async map() {
        most = Math.max(most, ++now);
        await sleep(5);
        now--;
      },
    });
    const input = new MemoryStore(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, 'x'])),
    );
    let ahead = 0;
    const { props } = given(slow, input);
    const watch = setInterval(() => {
      ahead = Math.max(ahead, input.listed);
    }, 1);
    const running = runJob(props);
    await sleep(12);
    const early = input.listed;
    await running;
    clearInterval(watch);

    expect(most).toBe(3);
    expect(early).toBeLessThan(40);
    expect(ahead).toBe(40);
  });

  test('told to stop, ends with 143, starts nothing more and still leaves its report', async () => {
    const stop = new AbortController();
    let started = 0;
    const waiting = defineJob({
      concurrency: 1,
      async map(_, { signal }) {
        started++;
        stop.abort();
        await sleep(10_000, undefined, { signal });
      },
    });
    const input = new MemoryStore({ a: '1', b: '2', c: '3' });
    const { props } = given(waiting, input, { signal: stop.signal });

    const report = await runJob(props);

    expect(report.exitCode).toBe(143);
    expect(started).toBe(1);
    expect(stored(props.runs).exitCode).toBe(143);
  });

  test('told to stop while a handler does not listen, waits a while and leaves its report', async () => {
    const stop = new AbortController();
    const deaf = defineJob({
      async map() {
        stop.abort();
        await new Promise(() => undefined);
      },
    });
    const { props } = given(deaf, new MemoryStore({ a: '1' }), {
      signal: stop.signal,
      graceMs: 20,
    });

    expect(await runJob(props)).toMatchObject({ exitCode: 143, objects: { listed: 1, done: 0 } });
    expect(stored(props.runs).exitCode).toBe(143);
  });

  test('told to stop after its last object is done', async () => {
    const stop = new AbortController();
    const last = defineJob({
      async map() {
        stop.abort();
      },
    });
    const { props } = given(last, new MemoryStore({ a: '1' }), { signal: stop.signal });

    expect(await runJob(props)).toMatchObject({ exitCode: 0, objects: { done: 1 } });
  });

  test('fails by an error that no handler caught, and leaves its report', async () => {
    const stop = new AbortController();
    const waiting = defineJob({
      async map(_, { signal }) {
        stop.abort(new UncaughtError('uncaught: pool lost'));
        await sleep(10_000, undefined, { signal });
      },
    });
    const { props } = given(waiting, new MemoryStore({ a: '1' }), { signal: stop.signal });

    expect(await runJob(props)).toMatchObject({ exitCode: 1, reason: 'uncaught: pool lost' });
    expect(stored(props.runs).exitCode).toBe(1);
  });

  test('fails an object whose stream breaks unheard, and goes on with the others', async () => {
    const input = new MemoryStore({ a: '1', b: '2' });
    const { read } = input;
    input.read = async (key) => {
      if (key !== 'a') return await read.call(input, key);
      const stream = new Readable({ read() {} });
      setImmediate(() => stream.destroy(new Error('connection lost')));
      return stream;
    };
    const careless = defineJob({
      async map(object, { write }) {
        const stream = await object.open();
        stream.resume();
        await sleep(20);
        await write(object.key, 'x');
      },
    });
    const { props } = given(careless, input);

    const report = await runJob(props);

    expect(report).toMatchObject({ exitCode: 1, objects: { done: 1, failed: 1 } });
    expect(report.failures).toEqual([{ key: 'a', message: 'connection lost' }]);
  });

  test('that cannot list its input fails with the reason', async () => {
    const input = new MemoryStore();
    input.list = async function* () {
      yield* [] as { key: string; size: number }[];
      throw Object.assign(new Error('not for you'), { name: 'AccessDenied' });
    };
    const { props } = given(copy, input);

    expect(await runJob(props)).toMatchObject({ exitCode: 1, reason: 'AccessDenied: not for you' });
  });

  test('that cannot leave its report has failed', async () => {
    const runs = new MemoryStore();
    runs.replace = async () => {
      throw new Error('bucket gone');
    };
    const { props, lines } = given(copy, new MemoryStore({ a: '1' }), { runs });

    expect(await runJob(props)).toMatchObject({
      exitCode: 1,
      reason: expect.stringContaining('bucket gone'),
    });
    expect(lines.at(-1)).toMatchObject({ message: 'run ended', exitCode: 1 });
  });

  test('keeps 100 failures of many', async () => {
    const failing = defineJob({
      async map() {
        throw new Error('no');
      },
    });
    const input = new MemoryStore(
      Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}`, 'x'])),
    );
    const { props } = given(failing, input);

    const report = await runJob(props);

    expect(report.objects.failed).toBe(250);
    expect(report.failures).toHaveLength(100);
  });
});
