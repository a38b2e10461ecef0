import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pMapIterable } from 'p-map';
import { EXIT, type Report, reportKey, runId } from '../contract.ts';
import type { InputObject, JobDefinition } from './define.ts';
import type { Logger } from './log.ts';
import { moreTime, showTime } from './needs.ts';
import type { Store, StoredObject } from './store/store.ts';

/** Objects worked on at once unless the job says otherwise. */
const DEFAULT_CONCURRENCY = 16;
/** Milliseconds that handlers have to end by themselves once the run is told to stop. */
const GRACE_MS = 10_000;
/** Failures kept in the report; more would only repeat them. */
const MAX_FAILURES = 100;

/** Reason of an abort that isn't a request to stop: an error that no handler caught. */
export class UncaughtError extends Error {
  override readonly name = 'UncaughtError';
}

/** Reason of an abort: the run's time is over. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** All a run needs; no global is read. */
export interface RunProps {
  readonly definition: JobDefinition;
  readonly environment: string;
  readonly job: string;
  readonly scheduledTime: Date;
  readonly input: Store;
  readonly output: Store;
  readonly runs: Store;
  /** Outputs replace what lies under their keys. */
  readonly overwrite: boolean;
  /** Aborted when the run must stop early; with an UncaughtError or a TimeoutError it has failed. */
  readonly signal: AbortSignal;
  /** Seconds that it may take; whoever enforces them aborts. @default no limit */
  readonly timeout?: number | undefined;
  readonly log: Logger;
  /**
   * Milliseconds that handlers have to end after an abort.
   *
   * @default 10,000: well within what Fargate leaves between SIGTERM and SIGKILL.
   */
  readonly graceMs?: number;
}

/**
 * Carries one run: maps every input object, at most `concurrency` at once and listing only
 * as far ahead, and leaves a report. Never throws: what goes wrong is in the report.
 */
export async function runJob(props: RunProps): Promise<Report> {
  const { signal, graceMs = GRACE_MS } = props;
  const startedAt = new Date();
  const tally = new Tally();
  let stopped: unknown;
  try {
    await Promise.race([mapAll(props, tally), overdue(signal, graceMs)]);
  } catch (error) {
    stopped = error;
  }
  const report = conclude(props, tally, startedAt, stopped);
  return await leave(report, props);
}

async function mapAll(props: RunProps, tally: Tally): Promise<void> {
  const { definition, input, signal, log } = props;
  const concurrency = definition.concurrency ?? DEFAULT_CONCURRENCY;
  const outcomes = pMapIterable(input.list(signal), (object) => mapOne(object, props, tally), {
    concurrency,
    backpressure: 2 * concurrency,
  });
  for await (const { key, error } of outcomes) {
    if (error === undefined) continue;
    signal.throwIfAborted();
    tally.failed(key, error);
    log.error('object failed', { key, error: messageOf(error) });
  }
}

/** Rejects when the run was told to stop and its handlers didn't hear. */
async function overdue(signal: AbortSignal, graceMs: number): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  await sleep(graceMs, undefined, { ref: false });
  throw signal.reason;
}

class Tally {
  listed = 0;
  done = 0;
  failures: { key: string; message: string }[] = [];
  failedCount = 0;
  created = 0;
  unchanged = 0;
  read = 0;
  written = 0;

  failed(key: string, error: unknown): void {
    this.failedCount++;
    if (this.failures.length < MAX_FAILURES) this.failures.push({ key, message: messageOf(error) });
  }
}

async function mapOne(
  stored: StoredObject,
  { definition, input, output, overwrite, signal, log, scheduledTime }: RunProps,
  tally: Tally,
): Promise<{ key: string; error?: unknown }> {
  tally.listed++;
  const { key, size } = stored;
  const opened: Readable[] = [];
  let broken: unknown;
  const object: InputObject = {
    key,
    size,
    async open() {
      const stream = await input.read(key, signal);
      opened.push(stream);
      // A handler may miss it, and an error that nobody hears would end the whole process.
      stream.on('error', (error) => {
        broken ??= error;
      });
      tally.read += size;
      return stream;
    },
  };
  const write = async (outputKey: string, body: string | Uint8Array): Promise<void> => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (overwrite) {
      await output.replace(outputKey, bytes);
      tally.created++;
    } else {
      tally[await output.create(outputKey, bytes)]++;
    }
    tally.written += bytes.length;
  };
  try {
    signal.throwIfAborted();
    await definition.map(object, { write, signal, log, scheduledTime });
    if (broken !== undefined) throw broken;
    tally.done++;
    return { key };
  } catch (error) {
    return { key, error };
  } finally {
    // A handler that stopped reading early must not leave a socket behind.
    for (const stream of opened) stream.destroy();
  }
}

function conclude(
  { environment, job, scheduledTime, signal, timeout = 0, input }: RunProps,
  tally: Tally,
  startedAt: Date,
  stopped: unknown,
): Report {
  const endedAt = new Date();
  const overdue = stopped !== undefined && signal.reason instanceof TimeoutError;
  const [exitCode, reason] =
    signal.reason instanceof UncaughtError
      ? [EXIT.failed, signal.reason.message]
      : overdue
        ? [EXIT.failed, `not done within its timeout of ${showTime(timeout)}`]
        : stopped !== undefined && signal.aborted
          ? [EXIT.interrupted, 'the run was told to stop before it had finished']
          : stopped !== undefined
            ? [EXIT.failed, messageOf(stopped)]
            : tally.failedCount > 0
              ? [EXIT.failed, `${tally.failedCount} of ${tally.listed} objects failed`]
              : tally.listed === 0
                ? [EXIT.nothingToDo, `no object under ${input.uri}`]
                : [EXIT.done, null];
  return {
    version: 1,
    environment,
    job,
    run: runId(scheduledTime),
    scheduledTime: scheduledTime.toISOString(),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    seconds: (endedAt.getTime() - startedAt.getTime()) / 1000,
    exitCode,
    reason,
    needs: overdue ? [moreTime(job, timeout)] : [],
    objects: { listed: tally.listed, done: tally.done, failed: tally.failedCount },
    outputs: { created: tally.created, unchanged: tally.unchanged },
    bytes: { read: tally.read, written: tally.written },
    peakMemoryMiB: Math.ceil(process.resourceUsage().maxRSS / 1024),
    failures: tally.failures,
  };
}

/** Stores the report; a run that can't leave one has failed, whatever it did. */
async function leave(report: Report, { runs, log }: RunProps): Promise<Report> {
  let final = report;
  try {
    const text = `${JSON.stringify(report, null, 2)}\n`;
    await runs.replace(reportKey(report.run), Buffer.from(text));
  } catch (error) {
    const reason = `the report could not be stored under ${runs.uri}: ${messageOf(error)}`;
    final = {
      ...report,
      exitCode: report.exitCode || EXIT.failed,
      reason: report.reason ?? reason,
    };
    log.error(reason);
  }
  const { failures: _, ...line } = final;
  log[final.exitCode === EXIT.done ? 'info' : 'error']('run ended', line);
  return final;
}

/** An error in one line. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The SDK's errors carry their meaning in the name: AccessDenied, NoSuchBucket.
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
