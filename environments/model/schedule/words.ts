import cronstrue from 'cronstrue';
import type { Cron, Days } from './calendar.ts';
import { YEAR } from './fields.ts';
import type { Schedule } from './parse.ts';

/** A schedule as people say it: `daily at 03:15 Europe/Berlin`. */
export function describeSchedule(schedule: Schedule, timezone: string): string {
  switch (schedule.kind) {
    case 'none':
      return 'only by hand';
    case 'rate': {
      const { count, unit } = schedule;
      return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
    }
    case 'at': {
      const [date = '', time = ''] = new Date(schedule.wall).toISOString().slice(0, 19).split('T');
      return `once, on ${date} at ${time.replace(/:00$/, '')} ${timezone}`;
    }
    case 'cron':
      return describeCron(schedule, timezone);
  }
}

function describeCron(cron: Cron, timezone: string): string {
  const said = cronstrue.toString(plainFields(cron), {
    use24HourTimeFormat: true,
    dayOfWeekStartIndexZero: false,
  });
  const words = said.charAt(0).toLowerCase() + said.slice(1);
  if (/^at [0-9: ,and]+$/.test(words)) return `daily ${words} ${timezone}`;
  return `${words}, ${timezone}`;
}

/**
 * The same schedule in forms that cronstrue says right. It takes a step for an even interval
 * ("every 7 minutes", where the hour's end makes one of 4), and stumbles over mixed lists.
 */
function plainFields(cron: Cron): string {
  const { minutes, hours, days, months, years } = cron;
  const [dates, weekdays] = dayFields(days);
  return [
    // Beside hours with gaps "every minute, at 08:00 and 12:00" would sound like two minutes.
    isRun(hours) ? stepField(minutes, 60) : listField(minutes),
    hourField(hours, minutes.length),
    dates,
    months.length === 12 ? '*' : listField(months),
    weekdays,
    yearField(years),
  ].join(' ');
}

function dayFields(days: Days): readonly [dates: string, weekdays: string] {
  switch (days.kind) {
    case 'dates':
      return [days.dates.length === 31 ? '*' : listField(days.dates), '?'];
    case 'lastDate':
      return ['L', '?'];
    case 'nearestWeekday':
      return [`${days.date}W`, '?'];
    case 'weekdays':
      return ['?', days.weekdays.length === 7 ? '*' : listField(days.weekdays)];
    case 'lastWeekday':
      return ['?', `${days.weekday}L`];
    case 'nthWeekday':
      return ['?', `${days.weekday}#${days.nth}`];
  }
}

/** A few single times are said one by one; beside more minutes an hour stands for all of it. */
function hourField(hours: readonly number[], minutes: number): string {
  if (minutes === 1 && hours.length <= 4) return hours.join(',');
  const several = hours.length > 1 && hours.length < 24;
  return several && isRun(hours) ? `${hours[0]}-${hours.at(-1)}` : stepField(hours, 24);
}

/** `*`, or a step that goes around evenly; a list where there is none. */
function stepField(values: readonly number[], size: number): string {
  const step = stepOf(values);
  const [first = 0] = values;
  if (step === undefined || step * values.length !== size) return listField(values);
  if (step === 1) return '*';
  return first === 0 ? `*/${step}` : `${first}/${step}`;
}

/** Many years are said as a range, with a step if they have one. */
function yearField(years: readonly number[]): string {
  if (years.length === YEAR.max - YEAR.min + 1) return '*';
  const step = stepOf(years);
  if (step === undefined || step === 1 || years.length < 4) return listField(years);
  return `${years[0]}-${years.at(-1)}/${step}`;
}

function listField(values: readonly number[]): string {
  return values.length > 2 && isRun(values) ? `${values[0]}-${values.at(-1)}` : values.join(',');
}

function isRun(values: readonly number[]): boolean {
  return values.length === 1 || stepOf(values) === 1;
}

/** The difference between all neighbours; undefined if they differ, or for a single value. */
function stepOf([first = 0, second, ...rest]: readonly number[]): number | undefined {
  if (second === undefined) return undefined;
  const step = second - first;
  return rest.every((value, index) => value === second + step * (index + 1)) ? step : undefined;
}

/** Whose abbreviations of time zones are asked for, in turn: each knows those of its own part of the world. */
const LOCALES = ['en-GB', 'en-US', 'en-AU', 'en-IN'] as const;

/** A run as people read it, in its own zone: `Tue 24 Nov 2026 03:15 CET`; with seconds unless 0. */
export function showRun(run: Date, timezone: string): string {
  const { weekday, day, month, year, hour, minute, second } = partsOf(run, 'en-US', timezone);
  const seconds = second === '00' ? '' : `:${second}`;
  return `${weekday} ${day} ${month} ${year} ${hour}:${minute}${seconds} ${zoneName(run, timezone)}`;
}

/** The zone's abbreviation on that day, such as CET; `GMT+5:30` where there is none. */
function zoneName(run: Date, timezone: string): string {
  let name = '';
  for (const locale of LOCALES) {
    name = partsOf(run, locale, timezone).timeZoneName ?? '';
    if (!/^GMT[+-]/.test(name)) break;
  }
  return name;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(run: Date, locale: string, timezone: string) {
  const key = `${locale} ${timezone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(locale, {
      timeZone: timezone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
  // Kept: to make one takes longer than to use it a hundred times.
  formats.set(key, format);
  const parts = format.formatToParts(run).map(({ type, value }) => [type, value]);
  return Object.fromEntries(parts) as Partial<Record<Intl.DateTimeFormatPartTypes, string>>;
}
