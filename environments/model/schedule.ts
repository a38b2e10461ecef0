/**
 * When a job starts: EventBridge Scheduler's expressions, what they mean on the calendar and on
 * the clock, and how to say it. This file is the way in; the parts are in `schedule/`.
 */
import { isTimeZone } from './schedule/clock.ts';
import { parseSchedule, type Schedule, ScheduleError } from './schedule/parse.ts';

export { isTimeZone, TIME_ZONES } from './schedule/clock.ts';
export { parseSchedule, type Schedule, ScheduleError } from './schedule/parse.ts';
export {
  countRuns,
  leastInterval,
  longestInterval,
  runsAfter,
  shortestInterval,
} from './schedule/runs.ts';
export { warnOfClockChange, warnOfNever, warnOfShortMonth } from './schedule/warnings.ts';
export { describeSchedule, showRun } from './schedule/words.ts';

/** A job's schedule; undefined if its text or its time zone is wrong, which other rules tell. */
export function scheduleOf(job: {
  readonly schedule: string;
  readonly timezone: string;
}): Schedule | undefined {
  if (!isTimeZone(job.timezone)) return undefined;
  try {
    return parseSchedule(job.schedule);
  } catch (error) {
    if (error instanceof ScheduleError) return undefined;
    throw error;
  }
}
