import { describeSchedule, parseSchedule, runsAfter, showRun } from './schedule.ts';
import type { Job } from './schema.ts';

/** When a job runs, in words and with its next run. */
export interface NextRun {
  /** Such as `daily at 03:15 Europe/Berlin`. */
  readonly words: string;
  /** ISO 8601 in UTC; undefined if it doesn't start by itself any more. */
  readonly next: string | undefined;
  /** The same in the job's own zone, for people: `Tue 24 Nov 2026 03:15 CET`. */
  readonly shown: string | undefined;
}

/** A job's next run after `now`. */
export function nextRun({ schedule, timezone, paused }: Job, now: Date): NextRun {
  if (paused) return { words: 'paused', next: undefined, shown: undefined };
  const parsed = parseSchedule(schedule);
  const { value: next } = runsAfter(parsed, timezone, now).next();
  return {
    words: describeSchedule(parsed, timezone),
    next: next?.toISOString(),
    shown: next && showRun(next, timezone),
  };
}

/** `daily at 03:15 Europe/Berlin, next Tue 24 Nov 2026 03:15 CET`. */
export function sayNextRun({ words, shown }: NextRun): string {
  return shown === undefined ? words : `${words}, next ${shown}`;
}
