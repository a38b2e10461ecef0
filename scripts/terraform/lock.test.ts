import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { beginHolding, endHolding, type Holder, hasEnded, recordChild } from './holder.ts';
import { type Lock, type LockProps, waitForLock, withLock } from './lock.ts';

/** One object of S3's, with what it holds on to: conditions. */
class FakeS3 {
  body: string | undefined;
  /** Answers that get lost after the call was carried out. */
  lost = 0;
  /** Whether it takes nothing away. */
  closed = false;

  async send({
    constructor: { name },
    input,
  }: {
    constructor: { name: string };
    input: { Body?: string; IfMatch?: string };
  }): Promise<unknown> {
    const fail = (httpStatusCode: number, error = '') =>
      Promise.reject(
        Object.assign(new Error(error), { name: error, $metadata: { httpStatusCode } }),
      );
    switch (name) {
      case 'GetObjectCommand': {
        const { body } = this;
        if (body === undefined) return fail(404, 'NoSuchKey');
        return { Body: { transformToString: async () => body }, ETag: body };
      }
      case 'PutObjectCommand':
        if (this.body !== undefined) return fail(412);
        this.body = input.Body;
        if (this.lost-- > 0) return fail(412);
        return { ETag: this.body };
      case 'DeleteObjectCommand':
        if (this.closed) return fail(403);
        if (this.body === undefined) return fail(404);
        if (input.IfMatch !== this.body) return fail(412);
        this.body = undefined;
        return {};
      default:
        throw new Error(name);
    }
  }
}

/** Only Linux tells enough of processes to prove that one has ended. */
const onLinux = existsSync('/proc/self/stat') ? test : test.skip;

/** When a process started, as `/proc` tells it. */
function startOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
}

/** A server that says the same to everybody. */
async function serve(answer: unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

describe('the lock of a state', () => {
  let s3: FakeS3;
  let folder: string;
  let notes: string[];
  let props: LockProps;
  let processes: ChildProcess[];

  beforeEach(() => {
    s3 = new FakeS3();
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
    notes = [];
    processes = [];
    props = {
      place: { s3: s3 as unknown as S3Client, account: '1', bucket: 'b', key: 'state/dev' },
      environment: 'dev',
      operation: 'apply',
      holder: beginHolding(folder, {}),
      env: {},
      note: (line) => notes.push(line),
      waitMs: 50,
    };
  });
  afterEach(() => {
    for (const { pid = 0 } of processes) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {}
    }
    endHolding(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  const held = (): Lock | undefined => s3.body && JSON.parse(s3.body);
  const holding = (holder: Partial<Holder>, more: Partial<Lock> = {}): void => {
    s3.body = JSON.stringify({
      ID: 'the-id',
      Operation: 'apply',
      Info: JSON.stringify({ ...props.holder, ...holder }),
      Who: 'ada@host',
      Created: '2026-11-23T21:04:11.123Z',
      ...more,
    });
  };
  /** A process with a child, in a group of their own, as Terraform with a provider. */
  async function group(): Promise<ChildProcess> {
    const child = spawn('sh', ['-c', 'sleep 60 & echo ready; wait'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    processes.push(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    return child;
  }
  const ended = (child: ChildProcess): Promise<unknown> => {
    const end = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    return end;
  };
  /** Pids of what still lives of a group. */
  const members = ({ pid }: ChildProcess): string[] =>
    readdirSync('/proc').filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return stat.split(') ')[1]?.startsWith('Z') === false && stat.split(' ')[4] === String(pid);
      } catch {
        return false;
      }
    });

  test('is held during the work, says by whom, and is released however the work ends', async () => {
    await withLock(props, async () => {
      expect(held()).toMatchObject({ Operation: 'apply', Path: 'b/state/dev' });
      expect(JSON.parse(held()?.Info ?? '')).toMatchObject({ pid: process.pid, folder });
    });
    expect(held()).toBeUndefined();

    await expect(withLock(props, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(held()).toBeUndefined();
  });

  test('that could not be released keeps what proves its holder ended', async () => {
    s3.closed = true;
    await withLock(props, async () => undefined);

    expect(notes).toEqual([expect.stringMatching(/^the lock of dev could not be released/)]);
    expect(readdirSync(folder)).toEqual([`terraform-${process.pid}.json`]);
    s3.closed = false;
    s3.body = undefined;
    await withLock(props, async () => undefined);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is ours, if only the answer to taking it was lost', async () => {
    s3.lost = 1;
    expect(await withLock(props, async () => held() !== undefined)).toBe(true);
    expect(held()).toBeUndefined();
  });

  test('that somebody else has taken since is not released', async () => {
    await withLock(props, async () => holding({}, { ID: 'theirs' }));
    expect(held()?.ID).toBe('theirs');
  });

  test("of Terraform's own, or of another machine, is told with the way to free it", async () => {
    holding({}, { Info: '', Operation: 'OperationTypePlan' });
    await expect(withLock(props, async () => undefined)).rejects.toThrow(
      /^the state of dev is locked by the plan of ada@host, since 2026-11-23 21:04:11 UTC \(.*\)\n.*: \.\/nightshift unlock dev the-id$/,
    );
    holding({ space: 'elsewhere', run: 'https://github.com/a/b/actions/runs/1/attempts/1' });
    await expect(waitForLock(props)).rejects.toThrow(
      /of ada@host, process \d+, https:\/\/github\.com\/a\/b\/actions\/runs\/1\/attempts\/1, since/,
    );
    expect(held()?.ID).toBe('the-id');
  });

  onLinux('of a process that runs here is waited for', async () => {
    const other = await group();
    recordChild(folder, 'none');
    const { pid = 0 } = other;
    holding({ pid, started: startOf(pid) });
    await expect(withLock(props, async () => undefined)).rejects.toThrow(
      'that process still runs on this machine: wait for its end',
    );

    await ended(other);
    writeFileSync(join(folder, `terraform-${pid}.json`), '"none"');
    expect(await withLock(props, async (recovering) => recovering)).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/^freed the lock of dev: the apply of ada@host/)]);
  });

  onLinux('stays, while the Terraform of a driver that has ended goes on', async () => {
    const [driver, terraform] = [await group(), await group()];
    const holder = { pid: driver.pid ?? 0, started: startOf(driver.pid ?? 0) };
    const child = { pid: terraform.pid, started: startOf(terraform.pid ?? 0) };
    writeFileSync(join(folder, `terraform-${holder.pid}.json`), JSON.stringify(child));
    holding(holder);
    await ended(driver);
    expect(hasEnded({ ...props.holder, ...holder })).toBe(false);

    await ended(terraform);
    // Its provider has outlived it.
    expect(members(terraform)).toHaveLength(1);
    expect(await waitForLock(props)).toBe(true);
    expect(notes).toEqual([expect.stringContaining('the next apply does')]);
    expect(held()?.ID).toBe('the-id');

    expect(await withLock(props, async (recovering) => recovering)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(members(terraform)).toEqual([]);
  });

  onLinux('stays, where nobody wrote down which Terraform was started', async () => {
    const driver = await group();
    const holder = { pid: driver.pid ?? 0, started: startOf(driver.pid ?? 0) };
    await ended(driver);

    for (const record of [undefined, '"starting"']) {
      if (record) writeFileSync(join(folder, `terraform-${holder.pid}.json`), record);
      expect(hasEnded({ ...props.holder, ...holder })).toBeUndefined();
    }
  });

  test('of a GitHub run is freed once GitHub says that it is over', async () => {
    const server = await serve({ status: 'completed' });
    const env = {
      GITHUB_TOKEN: 't',
      GITHUB_API_URL: server.url,
      GITHUB_REPOSITORY: 'a/b',
    };
    holding({ space: 'elsewhere', run: 'https://github.com/a/b/actions/runs/7/attempts/2' });

    expect(await withLock({ ...props, env }, async (recovering) => recovering)).toBe(true);
    expect(server.asked).toEqual(['/repos/a/b/actions/runs/7/attempts/2']);
    server.close();
  });
});
