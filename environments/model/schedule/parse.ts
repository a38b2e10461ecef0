/** EventBridge Scheduler's expressions, as strictly as AWS documents them. */
import { type Cron, type Days, datesOf, monthLength } from './calendar.ts';
import {
  DAY_OF_MONTH,
  DAY_OF_WEEK,
  HOUR,
  MINUTE,
  MONTH,
  type Refuse,
  valueIn,
  valuesOf,
  YEAR,
} from './fields.ts';

/** `rate(n unit)`. */
interface Rate {
  readonly kind: 'rate';
  readonly text: string;
  readonly count: number;
  readonly unit: keyof typeof UNIT_SECONDS;
  /** Time between two runs. */
  readonly seconds: number;
}

/** `at(yyyy-mm-ddThh:mm:ss)`. */
interface At {
  readonly kind: 'at';
  readonly text: string;
  /** The local time, in milliseconds as if the clock on the wall showed UTC. */
  readonly wall: number;
}

/** `none`: started by hand only. */
interface None {
  readonly kind: 'none';
  readonly text: string;
}

/** When a job starts; the time zone stands beside it. */
export type Schedule = Cron | Rate | At | None;

/** A text that is no schedule. The message names the field, the reason and the remedy. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

const UNIT_SECONDS = { minute: 60, hour: 3600, day: 86_400 } as const;

/** @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MOST_CHARACTERS = 256;

const FORMS = 'cron(15 3 * * ? *), rate(2 hours), at(2030-01-31T03:15:00) or none';

/**
 * Reads a schedule.
 *
 * @throws ScheduleError if AWS documents no such form, or if it could never run.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedule(text: string): Schedule {
  const schedule = parsed.get(text) ?? parse(text);
  parsed.set(text, schedule);
  return schedule;
}

/** Kept, since every rule asks for a job's schedule again. */
const parsed = new Map<string, Schedule>();

function parse(text: string): Schedule {
  const shown = text.length > 100 ? `${text.slice(0, 97)}...` : text;
  const refuse: Refuse = (problem) =>
    new ScheduleError(`schedule ${JSON.stringify(shown)} ${problem}`);
  if (text === 'none') return { kind: 'none', text };
  if (text.length > MOST_CHARACTERS) {
    throw refuse(
      `has ${text.length} characters, AWS takes ${MOST_CHARACTERS}: use ranges and steps in the place of lists`,
    );
  }
  const [, form, inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  if (form === 'cron') return parseCron(text, inner, refuse);
  if (form === 'rate') return parseRate(text, inner, refuse);
  if (form === 'at') return parseAt(text, inner, refuse);
  throw refuse(`has no form that AWS knows: use ${FORMS}`);
}

function parseRate(text: string, inner: string, refuse: Refuse): Rate {
  const [, digits, unit, plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  if (digits === undefined || unit === undefined) {
    throw refuse(
      'is no rate: use a whole number, one space, and minutes, hours or days, such as rate(2 hours)',
    );
  }
  if (!/^[1-9]/.test(digits))
    throw refuse('must count from 1, without a leading 0: use rate(1 day)');
  const right = digits === '1' ? unit : `${unit}s`;
  if (right !== unit + plural) {
    throw refuse(`must have the singular with 1, else the plural: use rate(${digits} ${right})`);
  }
  const key = unit as keyof typeof UNIT_SECONDS;
  const count = Number(digits);
  return { kind: 'rate', text, count, unit: key, seconds: count * UNIT_SECONDS[key] };
}

function parseAt(text: string, inner: string, refuse: Refuse): At {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner)) {
    throw refuse(
      'is no time of the form yyyy-mm-ddThh:mm:ss, without a zone: use at(2030-01-31T03:15:00), and timezone for the zone',
    );
  }
  const wall = Date.parse(`${inner}Z`);
  // Date.parse rolls 31 April over to 1 May, and 24:00 to the next day.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== inner) {
    throw refuse(
      'names a date or time that does not exist: use one such as at(2030-01-31T03:15:00)',
    );
  }
  return { kind: 'at', text, wall };
}

function parseCron(text: string, inner: string, refuse: Refuse): Cron {
  if (/^\s|\s$|\s\s|[^\S ]/.test(inner)) {
    throw refuse('has more than one space between fields, or one at an end: use single spaces');
  }
  const fields = inner.split(' ');
  if (inner === '' || fields.length !== 6) {
    throw refuse(
      `has ${inner === '' ? 0 : fields.length} fields, AWS cron has six: minute hour day-of-month month day-of-week year`,
    );
  }
  const [minute = '', hour = '', date = '', month = '', weekday = '', year = ''] = fields;
  const cron: Cron = {
    kind: 'cron',
    text,
    minutes: valuesOf(MINUTE, minute, refuse),
    hours: valuesOf(HOUR, hour, refuse),
    days: parseDays(date, weekday, refuse),
    months: valuesOf(MONTH, month, refuse),
    years: valuesOf(YEAR, year, refuse),
  };
  if (datesOf(cron, Date.UTC(YEAR.min, 0)).next().done) {
    throw refuse(`can never run: ${missingDate(cron)}, or use L for the last day`);
  }
  return cron;
}

/** `April has no day 31: name a day it has`. */
function missingDate({ days, months }: Cron): string {
  const [month = 1] = months;
  const date = days.kind === 'dates' ? days.dates[0] : days.kind === 'nearestWeekday' && days.date;
  const named = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
  // 2024 is a leap year: a day that is missing there is missing in every year.
  if (date && months.every((each) => date > monthLength(2024, each))) {
    return `${named.format(Date.UTC(2024, month - 1))} has no day ${date}: name a day it has`;
  }
  return 'its months have no such day in its years: name a day they have';
}

function parseDays(date: string, weekday: string, refuse: Refuse): Days {
  if (date === '?' && weekday === '?') {
    throw refuse('has ? in both day fields: use * in day-of-month for every day');
  }
  if (weekday === '?') return parseDates(date, refuse);
  if (date === '?') return parseWeekdays(weekday, refuse);
  throw refuse(
    `sets both day-of-month ${JSON.stringify(date)} and day-of-week ${JSON.stringify(weekday)}: use ? in one of them`,
  );
}

function parseDates(text: string, refuse: Refuse): Days {
  if (text === 'L') return { kind: 'lastDate' };
  const [, near] = /^(\d{1,2})W$/.exec(text) ?? [];
  if (near !== undefined) {
    return { kind: 'nearestWeekday', date: valueIn(DAY_OF_MONTH, near, refuse) };
  }
  if (/[LW]/.test(text)) {
    throw refuse(
      `has day-of-month ${JSON.stringify(text)}, which AWS does not document: use L alone for the last day, or a day and W such as 3W`,
    );
  }
  return { kind: 'dates', dates: valuesOf(DAY_OF_MONTH, text, refuse) };
}

function parseWeekdays(text: string, refuse: Refuse): Days {
  // A lone L is the last day of the week.
  if (text === 'L') return { kind: 'weekdays', weekdays: [DAY_OF_WEEK.max] };
  const [, last] = /^(\d)L$/.exec(text) ?? [];
  if (last !== undefined) {
    return { kind: 'lastWeekday', weekday: valueIn(DAY_OF_WEEK, last, refuse) };
  }
  const [, weekday, nth] = /^(\d)#([1-5])$/.exec(text) ?? [];
  if (weekday !== undefined) {
    return { kind: 'nthWeekday', weekday: valueIn(DAY_OF_WEEK, weekday, refuse), nth: Number(nth) };
  }
  if (text.includes('#')) {
    throw refuse(
      `has day-of-week ${JSON.stringify(text)}: use one # between a number from 1 (Sunday) to 7 and one from 1 to 5, such as 2#1 for the first Monday`,
    );
  }
  if (/L$/.test(text)) {
    throw refuse(
      `has day-of-week ${JSON.stringify(text)}: use a number from 1 (Sunday) to 7 and L alone, such as 6L for the last Friday`,
    );
  }
  return { kind: 'weekdays', weekdays: valuesOf(DAY_OF_WEEK, text, refuse) };
}
