/** What is right for AWS and still surprises people. The rules and the command `next` tell it. */
import { type Cron, DAY, datesOf, monthLength, timesOf } from './calendar.ts';
import { clockChanges } from './clock.ts';
import type { Schedule } from './parse.ts';
import { runsAfter } from './runs.ts';

/** A schedule with more runs a day loses nothing that matters with one of them. */
const MOST_TIMES_A_DAY = 4;

/** A year and a day: each clock change of a year is told before it comes. */
const LOOK_AHEAD = 366 * DAY;

/** Says that nothing starts any more: all its years, or its time, have passed. */
export function warnOfNever(schedule: Schedule, timezone: string, now: Date): string[] {
  if (schedule.kind === 'none' || !runsAfter(schedule, timezone, now).next().done) return [];
  return [`${schedule.text} never runs again: name a time to come, or write none`];
}

/** Names the runs that a clock change skips or repeats in the 366 days after `now`. */
export function warnOfClockChange(schedule: Schedule, timezone: string, now: Date): string[] {
  const start = now.getTime();
  return [...clockChanges(timezone, start, start + LOOK_AHEAD)].flatMap(({ at, before, after }) => {
    const [first, end] = [at + Math.min(before, after), at + Math.max(before, after)];
    return localRuns(schedule, first, end).map((wall) => {
      const [date, time] = new Date(wall).toISOString().slice(0, 16).split('T');
      const what =
        before < after
          ? `${time} does not exist on ${date} in ${timezone} and the run is skipped`
          : `${time} comes twice on ${date} in ${timezone} and only the first one runs`;
      return `${what}: take another time or timezone: UTC`;
    });
  });
}

/** The local times at which a schedule runs from `first` to before `end`. */
function localRuns(schedule: Schedule, first: number, end: number): number[] {
  const within = (wall: number): boolean => wall >= first && wall < end;
  if (schedule.kind === 'at') return [schedule.wall].filter(within);
  if (schedule.kind !== 'cron') return [];
  const times = timesOf(schedule);
  if (times.length > MOST_TIMES_A_DAY) return [];
  const runs: number[] = [];
  for (const date of datesOf(schedule, first)) {
    if (date >= end) break;
    runs.push(...times.map((time) => date + time).filter(within));
  }
  return runs;
}

/** Names the months that pass over a day 29, 30 or 31 which the schedule asks for by number. */
export function warnOfShortMonth(schedule: Schedule): string[] {
  if (schedule.kind !== 'cron') return [];
  // Who writes 1-31 or */2 means whatever days there are.
  const [, , field = ''] = schedule.text.split(' ');
  const dates = field.split(',').flatMap((part) => /^(29|30|31)W?$/.exec(part)?.[1] ?? []);
  return dates.flatMap((date) => missingIn(schedule, Number(date)));
}

function missingIn({ months, years }: Cron, date: number): string[] {
  const short = months.filter((month) => years.some((year) => date > monthLength(year, month)));
  if (short.length === 0) return [];
  const onlyLeap = date === 29;
  const named = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
  const names = new Intl.ListFormat('en').format(
    short.map((month) => named.format(Date.UTC(2024, month - 1))),
  );
  return [
    onlyLeap
      ? `day 29 is in ${names} every fourth year only, the other years pass it over: take L, the last day, or one up to 28`
      : `${names} ${short.length === 1 ? 'has' : 'have'} no day ${date} and the run is passed over: take L, the last day, or one up to 28`,
  ];
}
