/** When a run counts as missed, and for which jobs CloudWatch can tell. */
import { seconds } from './duration.ts';
import { longestInterval, scheduleOf } from './schedule.ts';
import type { Job } from './schema.ts';

/**
 * The longest time that an alarm can look back, in hours.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const LONGEST_HOURS = 7 * 24;

/** Clocks go back by so much. */
const CLOCK_CHANGE = 3600;

/** Hours without a start after which a job has missed a run; undefined if it starts once or never. */
function hoursBetween(job: Job): number | undefined {
  const schedule = scheduleOf(job);
  const interval = schedule && longestInterval(schedule);
  if (interval === undefined) return undefined;
  const late = seconds(job.window) + seconds(job.retryWindow) + CLOCK_CHANGE;
  return Math.ceil((interval + late) / 3600);
}

/**
 * Hours that a job's missed-run alarm looks back; undefined if it has none: it is paused, doesn't
 * start again and again, or runs so rarely that CloudWatch can't look back so far.
 */
export function missedRunHours(job: Job): number | undefined {
  const hours = job.paused ? undefined : hoursBetween(job);
  return hours !== undefined && hours <= LONGEST_HOURS ? hours : undefined;
}

/** Whether a job runs too rarely for a missed-run alarm. */
export function runsTooRarely(job: Job): boolean {
  return !job.paused && (hoursBetween(job) ?? 0) > LONGEST_HOURS;
}
