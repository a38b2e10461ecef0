/** What the jobs of an environment do in a month: measured, asked for, or assumed. */
import type { Report } from '../../../job/contract.ts';
import { countRuns, parseSchedule } from '../schedule.ts';
import type { Environment, Job } from '../schema.ts';
import { type Assumption, type Assumptions, DEFAULT_ASSUMPTIONS } from './assumptions.ts';

/** Hours of an average month, as AWS reckons in its own examples. */
export const MONTH_HOURS = 730;

/** Runs are counted over a year, since months differ. */
export const YEAR_DAYS = 365;
export const MONTHS = 12;

/**
 * Fargate bills a container, and VPC its address, by the second from the start of the image
 * pull, and this much at least.
 *
 * @see https://aws.amazon.com/fargate/pricing/
 */
const LEAST_SECONDS = 60;

/** AWS' GB is a binary one. */
export const MIB_PER_GB = 1024;

const BYTES_PER_MIB = 1024 ** 2;

/** What a bill takes of a run's report. */
export type MeasuredRun = Pick<Report, 'seconds' | 'objects' | 'outputs' | 'bytes'>;

/** What a bill is told beside the configuration. What is told goes before what was measured. */
export interface ActivityOptions {
  /** Runs are counted from here on. */
  readonly now: Date;
  /** @default what was measured, else `DEFAULT_ASSUMPTIONS` */
  readonly assume?: Partial<Assumptions>;
  /** Reports of runs by job; means are taken. @default none */
  readonly measured?: ReadonlyMap<string, readonly MeasuredRun[]>;
  /** Runs a month by job, with those that no schedule tells. @default by the schedule */
  readonly runsPerMonth?: ReadonlyMap<string, number>;
}

/** What one job does in a month. */
export interface Activity {
  readonly job: Job;
  /** Runs a month. */
  readonly runs: number;
  /** Seconds of one container, from the start of the image pull on. */
  readonly seconds: number;
  /** Of one run. */
  readonly objectsRead: number;
  readonly objectsWritten: number;
  readonly mebibytesRead: number;
  readonly mebibytesWritten: number;
  readonly assumptions: readonly Assumption[];
}

/** What each job of an environment does in a month. */
export function activities({ jobs }: Environment, options: ActivityOptions): Activity[] {
  return jobs.map((job) => activity(job, options));
}

function activity(job: Job, { now, assume, measured, runsPerMonth }: ActivityOptions): Activity {
  const reports = measured?.get(job.name) ?? [];
  const assumptions: Assumption[] = [];
  const take = (
    key: keyof Assumptions,
    what: string,
    unit: string,
    of: (run: MeasuredRun) => number,
  ): number => {
    const told = assume?.[key];
    const seen = told === undefined ? mean(reports.map(of)) : undefined;
    const value = told ?? seen ?? DEFAULT_ASSUMPTIONS[key];
    const how = `${job.name}: ${what}, mean of ${reports.length} measured`;
    assumptions.push({ what: seen === undefined ? what : how, value, unit });
    return value;
  };
  const start = assume?.startSeconds ?? DEFAULT_ASSUMPTIONS.startSeconds;
  const runs = runsPerMonth?.get(job.name) ?? scheduledRuns(job, now);
  const schedule = job.paused ? 'paused' : job.schedule;
  assumptions.push({ what: `${job.name}: runs by ${schedule}`, value: runs, unit: 'a month' });
  return {
    job,
    runs,
    seconds:
      60 *
      take(
        'runMinutes',
        'time of a run in each container, image pull included',
        'min',
        (run) => (run.seconds + start) / 60,
      ),
    objectsRead: take(
      'objectsRead',
      'read by a run',
      'objects',
      ({ objects }) => objects.done + objects.failed,
    ),
    mebibytesRead: take(
      'mebibytesRead',
      'read by a run',
      'MiB',
      ({ bytes }) => bytes.read / BYTES_PER_MIB,
    ),
    objectsWritten: take(
      'objectsWritten',
      'written by a run',
      'objects',
      ({ outputs }) => outputs.created,
    ),
    mebibytesWritten: take(
      'mebibytesWritten',
      'written by a run',
      'MiB',
      ({ bytes }) => bytes.written / BYTES_PER_MIB,
    ),
    assumptions,
  };
}

function scheduledRuns({ paused, schedule, timezone }: Job, now: Date): number {
  if (paused) return 0;
  return countRuns(parseSchedule(schedule), timezone, now, YEAR_DAYS) / MONTHS;
}

/** A month costs its runs times their mean; a median would leave out the few long ones. */
function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Containers that a job starts in a month. */
export function containers({ job, runs }: Activity): number {
  return runs * job.shards;
}

/** Hours that are billed for a job's containers in a month. */
export function containerHours(activity: Activity): number {
  return (containers(activity) * Math.max(activity.seconds, LEAST_SECONDS)) / 3600;
}
