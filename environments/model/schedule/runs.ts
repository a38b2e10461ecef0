import { type Cron, DAY, datesOf, timesOf } from './calendar.ts';
import { type ClockChange, clockChanges, instantOf, offsetAt, wallOf } from './clock.ts';
import type { Schedule } from './parse.ts';

/** The last instant that a Date can hold. */
const LAST_INSTANT = 8.64e15;

/** The calendar repeats itself, weekdays and leap years, after so many years. */
const CALENDAR_CYCLE = 28;

/** Earlier years are over; a fixed year, so that the answer is the same every day. */
const FIRST_YEAR = 2020;

/**
 * The runs after an instant, in order; ends when there are no more. A local time that a clock
 * change skips does not run, one that it repeats runs the first time only. AWS counts a `rate`
 * from the creation of the schedule, which no file knows: here it is counted from `from`.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function* runsAfter(schedule: Schedule, timezone: string, from: Date): Generator<Date> {
  const start = from.getTime();
  if (schedule.kind === 'none') return;
  if (schedule.kind === 'rate') {
    const step = schedule.seconds * 1000;
    for (let run = start + step; run <= LAST_INSTANT; run += step) yield new Date(run);
    return;
  }
  const startWall = wallOf(start, timezone);
  for (const wall of schedule.kind === 'at' ? [schedule.wall] : wallsAfter(schedule, startWall)) {
    const run = instantOf(wall, timezone);
    // In a repeated hour the clock shows times to come whose run has been.
    if (run !== undefined && run > start) yield new Date(run);
  }
}

/** Local times after a local time, as if no clock ever changed. */
function* wallsAfter(cron: Cron, from: number): Generator<number> {
  const times = timesOf(cron);
  for (const date of datesOf(cron, from)) {
    for (const time of times) if (date + time > from) yield date + time;
  }
}

/**
 * Number of runs within the days (of 24 hours) after an instant. Clock changes are left out: a
 * run that one skips is counted.
 */
export function countRuns(schedule: Schedule, timezone: string, from: Date, days: number): number {
  const start = from.getTime();
  switch (schedule.kind) {
    case 'none':
      return 0;
    case 'rate':
      return Math.floor((days * DAY) / (schedule.seconds * 1000));
    case 'at': {
      const run = instantOf(schedule.wall, timezone);
      return run !== undefined && run > start && run <= start + days * DAY ? 1 : 0;
    }
    case 'cron': {
      const first = wallOf(start, timezone);
      const last = first + days * DAY;
      const times = timesOf(schedule);
      let count = 0;
      for (const date of datesOf(schedule, first)) {
        if (date > last) break;
        const whole = date > first && date + DAY <= last;
        count += whole
          ? times.length
          : times.filter((time) => date + time > first && date + time <= last).length;
      }
      return count;
    }
  }
}

/** More than any zone's clocks ever jump. */
const LONGEST_CHANGE = 3 * 3_600_000;

/**
 * What `shortestInterval` is at least, in seconds, without a look at the calendar: as if it ran
 * on every day, and clocks went forward on each.
 */
export function leastInterval(schedule: Schedule): number {
  if (schedule.kind === 'rate') return schedule.seconds;
  if (schedule.kind !== 'cron') return Number.POSITIVE_INFINITY;
  const times = timesOf(schedule);
  const overnight = DAY - (times.at(-1) ?? 0) + (times[0] ?? 0);
  return (Math.min(shortestGap(times), overnight) - LONGEST_CHANGE) / 1000;
}

/**
 * The shortest time between two runs that follow each other, in seconds; undefined if it never
 * runs twice. Looks at the first 28 years that it may run in from 2020 on, clock changes among
 * them: a daily run comes 23 hours after the last when clocks go forward.
 */
export function shortestInterval(schedule: Schedule, timezone: string): number | undefined {
  if (schedule.kind === 'rate') return schedule.seconds;
  if (schedule.kind !== 'cron') return undefined;
  const key = `${schedule.text} ${timezone}`;
  const interval = intervals.has(key) ? intervals.get(key) : intervalOf(schedule, timezone);
  intervals.set(key, interval);
  return interval;
}

/** Kept, since the jobs of several environments have the same schedule, and it takes long. */
const intervals = new Map<string, number | undefined>();

function intervalOf(schedule: Cron, timezone: string): number | undefined {
  const firstYear = schedule.years.find((year) => year >= FIRST_YEAR);
  if (firstYear === undefined) return undefined;
  const start = Date.UTC(firstYear, 0);
  const end = Date.UTC(firstYear + CALENDAR_CYCLE, 0);
  const times = timesOf(schedule);
  const withinDay = shortestGap(times);
  const [firstTime = 0, lastTime = 0] = [times[0], times.at(-1)];
  // A day before: the zone may be ahead of UTC.
  const changes = changesOf(timezone, start - DAY, end);
  let [index, offset] = [0, offsetAt(start - DAY, timezone)];
  let [shortest, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const date of datesOf(schedule, start)) {
    if (date >= end) break;
    let change = changes[index];
    while (change && dateOf(change) < date) {
      offset = change.after;
      change = changes[++index];
    }
    if (change && dateOf(change) === date) {
      for (const run of times.map((time) => instantBeside(change, date + time))) {
        if (run === undefined) continue;
        shortest = Math.min(shortest, run - last);
        last = run;
      }
    } else {
      shortest = Math.min(shortest, withinDay, date + firstTime - offset - last);
      last = date + lastTime - offset;
    }
  }
  return Number.isFinite(shortest) ? shortest / 1000 : undefined;
}

/**
 * The longest time between two runs that follow each other, in seconds; undefined if it never
 * runs twice. Clock changes are left out: they add an hour at most.
 */
export function longestInterval(schedule: Schedule): number | undefined {
  if (schedule.kind === 'rate') return schedule.seconds;
  if (schedule.kind !== 'cron') return undefined;
  const firstYear = schedule.years.find((year) => year >= FIRST_YEAR);
  if (firstYear === undefined) return undefined;
  const end = Date.UTC(firstYear + CALENDAR_CYCLE, 0);
  const times = timesOf(schedule);
  const [firstTime = 0, lastTime = 0] = [times[0], times.at(-1)];
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  let last: number | undefined;
  for (const date of datesOf(schedule, Date.UTC(firstYear, 0))) {
    if (date >= end) break;
    if (last !== undefined) gaps.push(date + firstTime - last);
    last = date + lastTime;
  }
  const longest = gaps.reduce((most, gap) => Math.max(most, gap), 0);
  return longest > 0 ? longest / 1000 : undefined;
}

function shortestGap(times: readonly number[]): number {
  return times.reduce(
    (shortest, time, index) => Math.min(shortest, time - (times[index - 1] ?? -Infinity)),
    Number.POSITIVE_INFINITY,
  );
}

/** The local date whose times a change skips or repeats. */
function dateOf({ at, before, after }: ClockChange): number {
  return Math.floor((at + Math.min(before, after)) / DAY) * DAY;
}

/** As `instantOf`, on the date of a change. */
function instantBeside({ at, before, after }: ClockChange, wall: number): number | undefined {
  if (wall < at + before) return wall - before;
  return wall >= at + after ? wall - after : undefined;
}

const known = new Map<string, readonly ClockChange[]>();

/** The changes of a zone, kept: every job of a zone asks for the same, and they take long. */
function changesOf(timezone: string, from: number, to: number): readonly ClockChange[] {
  const key = `${timezone} ${from}`;
  const changes = known.get(key) ?? [...clockChanges(timezone, from, to)];
  known.set(key, changes);
  return changes;
}
