/**
 * The lock of a state: Terraform's own lock file beside the state in S3, taken by this driver for
 * a plan and its apply together, so that it can say which process holds it (docs/adr/0014).
 */
import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { stateBucket, stateKey } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { FailedError, httpStatus } from '../errors.ts';
import { runHasEnded } from '../github/run.ts';
import { duration } from '../terminal.ts';
import { clearUp, type Holder, hasEnded } from './holder.ts';

/** How long another's lock is waited for, and how often it is looked at, in milliseconds. */
const WAIT_MS = 20_000;
const LOOK_MS = 1000;

/** Where a state lies. */
export interface StatePlace {
  readonly s3: S3Client;
  readonly account: string;
  readonly bucket: string;
  readonly key: string;
}

/** Where the state of an environment lies. */
export function statePlace(
  s3: S3Client,
  environment: Pick<Environment, 'name' | 'project' | 'account' | 'region'>,
): StatePlace {
  const { account } = environment;
  return { s3, account, bucket: stateBucket(environment), key: stateKey(environment) };
}

/** A lock that somebody holds, as Terraform writes it. */
export interface Lock {
  readonly ID: string;
  readonly Operation: string;
  /** A `Holder` as JSON, where this driver wrote it. */
  readonly Info: string;
  readonly Who: string;
  readonly Version: string;
  readonly Created: string;
  readonly Path: string;
}

/** What the lock's file is, beside what it says: only that very file is ever deleted. */
interface LockFile {
  readonly lock: Lock;
  readonly etag: string | undefined;
}

/** Who takes a lock, and what for. */
export interface LockProps {
  readonly place: StatePlace;
  /** Name of the environment, for messages. */
  readonly environment: string;
  /** `apply`, `destroy`. */
  readonly operation: string;
  readonly holder: Holder;
  readonly env: NodeJS.ProcessEnv;
  /** Takes a line about what is going on. */
  readonly note: (line: string) => void;
  /** @default 20 s */
  readonly waitMs?: number;
}

/**
 * Does some work while nobody else changes the state. A lock whose holder is proved to have ended
 * is freed; any other is waited for.
 *
 * @param work is told whether such a lock was freed: what its holder did may be in no state.
 * @throws FailedError if somebody else holds it all the while.
 */
export async function withLock<T>(
  props: LockProps,
  work: (recovering: boolean) => Promise<T>,
): Promise<T> {
  const { place, environment, note } = props;
  const { mine, recovering } = await take(props);
  try {
    return await work(recovering);
  } finally {
    await remove(place, mine).catch((error: Error) =>
      note(
        `the lock of ${environment} could not be released (${error.name}): ./nightshift unlock ${environment} ${mine.lock.ID}`,
      ),
    );
  }
}

/**
 * Waits until nobody changes the state, without taking its lock: who only looks needs no right to
 * write.
 *
 * @returns whether a holder has ended without releasing it.
 * @throws FailedError if somebody else holds it all the while.
 */
export async function waitForLock(
  props: Omit<LockProps, 'operation' | 'holder'>,
): Promise<boolean> {
  return await poll(props, async () => {
    const held = await readLock(props.place);
    if (!held) return { done: false };
    if (!(await proveEnded(held.lock, props.env))) return { held };
    props.note(
      `${describe(held.lock)} ended without releasing the lock of ${props.environment}: the next apply does`,
    );
    return { done: true };
  });
}

async function take(
  props: LockProps,
): Promise<{ readonly mine: LockFile; readonly recovering: boolean }> {
  const { place, operation, holder, env, note, environment } = props;
  const lock: Lock = {
    ID: randomUUID(),
    Operation: operation,
    Info: JSON.stringify(holder),
    Who: `${userName()}@${hostname()}`,
    Version: '',
    Created: new Date().toISOString(),
    Path: `${place.bucket}/${place.key}`,
  };
  let recovering = false;
  const mine = await poll(props, async () => {
    const etag = await write(place, lock);
    if (etag !== undefined) return { done: { lock, etag } };
    const held = await readLock(place);
    // The answer to the first attempt was lost, and the SDK has made a second.
    if (held?.lock.ID === lock.ID) return { done: held };
    if (!held) return {};
    if (!(await proveEnded(held.lock, env))) return { held };
    await freeLock(place, held);
    recovering = true;
    note(
      `freed the lock of ${environment}: ${describe(held.lock)} ended without releasing it, and what it did is looked for`,
    );
    return {};
  });
  return { mine, recovering };
}

/** Tries until it succeeds, or somebody has held the lock for too long. */
async function poll<T>(
  { environment, waitMs = WAIT_MS }: Pick<LockProps, 'environment' | 'waitMs'>,
  attempt: () => Promise<{ readonly done: T } | { readonly held?: LockFile }>,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const result = await attempt();
    if ('done' in result) return result.done;
    if (!result.held) continue;
    if (Date.now() - started > waitMs)
      throw new FailedError(tellHeld(result.held.lock, environment));
    await sleep(Math.min(LOOK_MS, waitMs));
  }
}

/** Frees a lock whose holder has ended, with what it left running. */
export async function freeLock(place: StatePlace, held: LockFile): Promise<void> {
  const holder = holderOf(held.lock);
  if (holder) clearUp(holder);
  await remove(place, held);
}

/** The process is gone from this machine, or its GitHub run is over. */
async function proveEnded(lock: Lock, env: NodeJS.ProcessEnv): Promise<boolean> {
  const holder = holderOf(lock);
  if (!holder) return false;
  const ended = hasEnded(holder) ?? (holder.run && (await runHasEnded(holder.run, env)));
  return ended === true;
}

/** Reads the lock of a state, if somebody holds it. */
export async function readLock({
  s3,
  account,
  bucket,
  key,
}: StatePlace): Promise<LockFile | undefined> {
  try {
    const { Body, ETag } = await s3.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: lockKey(key),
        ExpectedBucketOwner: account,
      }),
    );
    return { lock: JSON.parse((await Body?.transformToString()) ?? '') as Lock, etag: ETag };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Whose lock it is, if this driver wrote it. */
export function holderOf({ Info }: Lock): Holder | undefined {
  try {
    const holder = JSON.parse(Info) as Partial<Holder>;
    return typeof holder.pid === 'number' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** `the apply of root@host, process 12, since 21:04:11 UTC (2 min 3 s)`. */
export function describe(lock: Lock, now = Date.now()): string {
  const { Operation, Who, Created } = lock;
  const holder = holderOf(lock);
  const created = new Date(Created);
  const age = duration(Math.max(0, (now - created.getTime()) / 1000));
  const since = `${created.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const what = [
    `the ${Operation.replace(/^OperationType/, '').toLowerCase()} of ${Who}`,
    ...(holder ? [`process ${holder.pid}`] : []),
    ...(holder?.run ? [holder.run] : []),
    `since ${since} (${age})`,
  ];
  return what.join(', ');
}

function tellHeld(lock: Lock, environment: string): string {
  const holder = holderOf(lock);
  const lives = holder && hasEnded(holder) === false;
  return [
    `the state of ${environment} is locked by ${describe(lock)}`,
    lives
      ? '  that process still runs on this machine: wait for its end'
      : `  wait for its end. If it has ended without releasing the lock: ./nightshift unlock ${environment} ${lock.ID}`,
  ].join('\n');
}

/** Deletes that very lock, and no other that was taken in between. */
async function remove({ s3, account, bucket, key }: StatePlace, { etag }: LockFile): Promise<void> {
  try {
    await s3.send(
      new DeleteObjectCommand({
        Bucket: bucket,
        Key: lockKey(key),
        IfMatch: etag,
        ExpectedBucketOwner: account,
      }),
    );
  } catch (error) {
    // Somebody freed it, and somebody else may have taken it since.
    if (![404, 412].includes(httpStatus(error) ?? 0)) throw error;
  }
}

async function write(
  { s3, account, bucket, key }: StatePlace,
  lock: Lock,
): Promise<string | undefined> {
  try {
    const { ETag } = await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: lockKey(key),
        Body: JSON.stringify(lock),
        ContentType: 'application/json',
        IfNoneMatch: '*',
        ExpectedBucketOwner: account,
      }),
    );
    return ETag;
  } catch (error) {
    // 412: there is one. 409: somebody writes it just now.
    if ([409, 412].includes(httpStatus(error) ?? 0)) return undefined;
    throw error;
  }
}

/** Where Terraform keeps the lock of a state. */
function lockKey(key: string): string {
  return `${key}.tflock`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
