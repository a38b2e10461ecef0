import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { retryBeforeNext } from './rules/retry-before-next.ts';
import {
  countRuns,
  describeSchedule,
  isTimeZone,
  leastInterval,
  parseSchedule,
  runsAfter,
  ScheduleError,
  scheduleOf,
  shortestInterval,
  showRun,
  TIME_ZONES,
  warnOfClockChange,
  warnOfNever,
  warnOfShortMonth,
} from './schedule.ts';
import type { Environment } from './schema.ts';

const SEED = 20261123;
const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = new Date('2026-11-23T12:00:00Z');

function take<T>(count: number, values: Iterable<T>): T[] {
  const taken: T[] = [];
  if (count === 0) return taken;
  for (const value of values) {
    taken.push(value);
    if (taken.length === count) break;
  }
  return taken;
}

const nextRuns = (schedule: string, timezone: string, from: Date, count: number): string[] =>
  take(count, runsAfter(parseSchedule(schedule), timezone, from)).map((run) => run.toISOString());

// --- The same said once more, as naively as can be: a field's text against one local time. ---

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function fits(text: string, value: number, last: number, names: readonly string[] = []): boolean {
  const numberOf = (word: string): number =>
    names.includes(word) ? names.indexOf(word) + 1 : Number(word);
  return text.split(',').some((element) => {
    const [range = '', step = '1'] = element.split('/');
    const [start = '', end] = range.split('-');
    const from = range === '*' ? undefined : numberOf(start);
    const to = end !== undefined ? numberOf(end) : element.includes('/') ? last : from;
    // Where `*` begins matters to a step alone: 0 for times, 1 for dates, 1970 for years.
    const first = from ?? (last > 2000 ? 1970 : last === 59 || last === 23 ? 0 : 1);
    if (value < first || value > (range === '*' ? last : (to ?? last))) return false;
    return (value - first) % Number(step) === 0;
  });
}

const months = new Map<string, readonly { day: number; weekend: boolean }[]>();

function datesOfMonth(year: number, month: number) {
  const key = `${year} ${month}`;
  const dates =
    months.get(key) ??
    Array.from({ length: 31 }, (_, index) => new Date(Date.UTC(year, month, index + 1)))
      .filter((date) => date.getUTCMonth() === month)
      .map((date) => ({ day: date.getUTCDate(), weekend: [0, 6].includes(date.getUTCDay()) }));
  months.set(key, dates);
  return dates;
}

/** Whether the day fields, month and year of an expression fit a date. */
function fitsDate(fields: readonly string[], date: number): boolean {
  const [, , dates = '', monthText = '', weekdays = '', years = ''] = fields;
  const at = new Date(date);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (!fits(years, year, 2199) || !fits(monthText, month + 1, 12, MONTHS)) return false;
  const monthDates = datesOfMonth(year, month);
  const weekday = at.getUTCDay() + 1;
  if (weekdays === '?') {
    if (dates === 'L') return day === monthDates.length;
    if (!dates.endsWith('W')) return fits(dates, day, 31);
    const wanted = Number.parseInt(dates, 10);
    const distances = monthDates.map(({ day: each, weekend }) =>
      weekend ? 99 : Math.abs(each - wanted),
    );
    return wanted <= monthDates.length && distances[day - 1] === Math.min(...distances);
  }
  if (weekdays === 'L') return weekday === 7;
  if (weekdays.endsWith('L')) {
    return weekday === Number.parseInt(weekdays, 10) && day + 7 > monthDates.length;
  }
  const [wanted, nth] = weekdays.split('#');
  if (nth !== undefined) return weekday === Number(wanted) && Math.ceil(day / 7) === Number(nth);
  return fits(weekdays, weekday, 7, WEEKDAYS);
}

const fieldsOf = (cron: string): string[] => cron.slice('cron('.length, -1).split(' ');

// --- Random expressions of all forms. ---

const oneOf = (from: number, to: number) => fc.integer({ min: from, max: to });

function field(min: number, max: number, names?: readonly string[]): fc.Arbitrary<string> {
  const show = (value: number, named: boolean): string =>
    (named && names?.[value - 1]) || String(value);
  const value = fc
    .tuple(oneOf(min, max), fc.boolean())
    .map(([number, named]) => show(number, named));
  const range = fc
    .tuple(oneOf(min, max), oneOf(min, max), fc.boolean())
    .map(([a, b, named]) => `${show(Math.min(a, b), named)}-${show(Math.max(a, b), named)}`);
  const weekday = max === 7;
  const most = Math.min(max, max - min + 1);
  const step = oneOf(1, Math.min(most, 30));
  const stepped = weekday
    ? range
    : fc.tuple(fc.oneof(fc.constant('*'), value, range), step).map((parts) => parts.join('/'));
  const element = fc.oneof(value, range, stepped).filter((text) => !text.startsWith('*'));
  const list = fc.array(element, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(','));
  return fc.oneof(fc.constant('*'), value, value, range, stepped, list);
}

const minute = field(0, 59);
const hour = field(0, 23);
const month = fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, field(1, 12, MONTHS));
const rareDates = fc.oneof(
  fc.constantFrom('L', '29', '30', '31', '29,31', '1W'),
  oneOf(1, 31).map((date) => `${date}W`),
);
const rareWeekdays = fc.oneof(
  fc.constantFrom('L', '1#5', '7#5'),
  oneOf(1, 7).map((weekday) => `${weekday}L`),
  fc.tuple(oneOf(1, 7), oneOf(1, 5)).map((parts) => parts.join('#')),
);
const rareDays = fc.oneof(
  rareDates.map((dates) => [dates, '?'] as const),
  rareWeekdays.map((weekdays) => ['?', weekdays] as const),
);
const days = fc.oneof(
  fc.constant(['*', '?'] as const),
  rareDays,
  field(1, 31).map((dates) => [dates, '?'] as const),
  field(1, 7, WEEKDAYS).map((weekdays) => ['?', weekdays] as const),
);
const year = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  fc.constantFrom('2027', '2026-2028', '2025,2027', '2027/2', '*/3'),
);

function cronOf(
  parts: Partial<{
    minutes: fc.Arbitrary<string>;
    hours: fc.Arbitrary<string>;
    days: fc.Arbitrary<readonly [string, string]>;
    months: fc.Arbitrary<string>;
    years: fc.Arbitrary<string>;
  }> = {},
): fc.Arbitrary<string> {
  return fc
    .tuple(
      parts.minutes ?? minute,
      parts.hours ?? hour,
      parts.days ?? days,
      parts.months ?? month,
      parts.years ?? year,
    )
    .map(
      ([at, hours, [dates, weekdays], months, years]) =>
        `cron(${[at, hours, dates, months, weekdays, years].join(' ')})`,
    )
    .filter((text) => {
      try {
        return parseSchedule(text).kind === 'cron';
      } catch (error) {
        // Such as 31 April: the only thing wrong that this makes.
        if (String(error).includes('can never run')) return false;
        throw error;
      }
    });
}

// --- Clocks, by Intl alone. ---

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** How far the clock is ahead of UTC in a quarter of an hour. */
function offsetAt(instant: number, timezone: string): number {
  const quarter = Math.floor(instant / (15 * MINUTE)) * 15 * MINUTE;
  const key = `${timezone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
  formats.set(timezone, format);
  const parts = new Map(format.formatToParts(quarter).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const shown = Date.UTC(
    2000 + part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
  );
  offsets.set(key, shown - quarter);
  return shown - quarter;
}

/** Five zones: whole hours, half an hour, at midnight, never. */
const CHANGES: readonly (readonly [timezone: string, change: string, minutes: number])[] = [
  ['Europe/Berlin', '2027-03-28T01:00Z', 60],
  ['Europe/Berlin', '2027-10-31T01:00Z', -60],
  ['America/New_York', '2027-03-14T07:00Z', 60],
  ['America/New_York', '2027-11-07T06:00Z', -60],
  ['Australia/Lord_Howe', '2027-10-02T15:30Z', 30],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z', -30],
  ['America/Santiago', '2027-09-05T04:00Z', 60],
  ['America/Santiago', '2027-04-04T03:00Z', -60],
  ['Asia/Kolkata', '2027-03-28T01:00Z', 0],
  ['Asia/Kolkata', '2027-10-31T01:00Z', 0],
];

/** All minutes of ten days around a change whose local time is there for the first time, by date. */
function minutesAround(timezone: string, change: number) {
  const seen = new Set<number>();
  const dates = new Map<number, { instant: number; time: number }[]>();
  for (let instant = change - 5 * DAY; instant <= change + 5 * DAY; instant += MINUTE) {
    const wall = instant + offsetAt(instant, timezone);
    if (seen.has(wall)) continue;
    seen.add(wall);
    const date = Math.floor(wall / DAY) * DAY;
    const minutes = dates.get(date) ?? [];
    dates.set(date, minutes);
    minutes.push({ instant, time: (wall - date) / MINUTE });
  }
  return [...dates];
}

/** Runs compared from each start: more take longer and find nothing else. */
const MOST = 12;

describe('the next runs', () => {
  const windows = CHANGES.map(([timezone, change, minutes]) => {
    const at = Date.parse(change);
    return { timezone, at, minutes, local: minutesAround(timezone, at) };
  });

  test('are tried on clocks that change when this test thinks they do', () => {
    for (const { timezone, at, minutes } of windows) {
      const step = offsetAt(at, timezone) - offsetAt(at - MINUTE, timezone);
      expect([timezone, step]).toEqual([timezone, minutes * MINUTE]);
    }
  });

  test('equal brute force over minutes around both clock changes', () => {
    let compared = 0;
    const property = fc.property(cronOf(), oneOf(0, 25), (cron, before) => {
      const schedule = parseSchedule(cron);
      const fields = fieldsOf(cron);
      const [atMinute = '', atHour = ''] = fields;
      const timeFits = Array.from(
        { length: 1440 },
        (_, time) => fits(atMinute, time % 60, 59) && fits(atHour, Math.floor(time / 60), 23),
      );
      for (const { timezone, at, local } of windows) {
        const expected = local
          .filter(([date]) => fitsDate(fields, date))
          .flatMap(([, minutes]) => minutes.filter(({ time }) => timeFits[time]))
          .map(({ instant }) => instant);
        // From days before, from just before the change, and from within a repeated hour.
        for (const from of [at - 5 * DAY, at - before * MINUTE, at + before * MINUTE + 1]) {
          const wanted = expected.filter((run) => run > from).slice(0, MOST);
          const runs = runsAfter(schedule, timezone, new Date(from));
          const found = take(wanted.length, runs).map((run) => run.getTime());
          expect([cron, timezone, found]).toEqual([cron, timezone, wanted]);
          compared += wanted.length;
        }
        const [beyond] = take(
          1,
          runsAfter(schedule, timezone, new Date(expected.at(-1) ?? at - 5 * DAY)),
        );
        if (beyond) expect(beyond.getTime()).toBeGreaterThan(at + 5 * DAY);
      }
    });
    fc.assert(property, { numRuns: 500, seed: SEED });
    expect(compared).toBeGreaterThan(50_000);
  });

  test('equal brute force over the days of 30 years, for rare dates', () => {
    const start = Date.UTC(2020, 0);
    const all = Array.from({ length: 30 * 365 }, (_, index) => start + index * DAY);
    const rare = cronOf({
      minutes: fc.constant('0'),
      hours: fc.constant('0'),
      days: rareDays,
      months: fc.oneof(fc.constantFrom('*', '2', 'FEB', '2,4'), field(1, 12, MONTHS)),
      years: fc.constantFrom('*', '2027', '2024-2032', '2021/4', '2030,2044', '*/7'),
    });
    const property = fc.property(rare, (cron) => {
      const fields = fieldsOf(cron);
      const expected = all.filter((date) => fitsDate(fields, date));
      const runs = runsAfter(parseSchedule(cron), 'UTC', new Date(start - 1));
      const found = take(expected.length, runs).map((run) => run.getTime());
      expect([cron, found]).toEqual([cron, expected]);
    });
    fc.assert(property, { numRuns: 100, seed: SEED });
  });

  test.each([
    ['cron(0 0 29 2 ? 2096-2103)', ['2096-02-29T00:00:00.000Z']],
    ['cron(0 0 1 1 ? 2027,2199)', ['2027-01-01T00:00:00.000Z', '2199-01-01T00:00:00.000Z']],
    ['cron(59 23 31 12 ? 2199)', ['2199-12-31T23:59:00.000Z']],
    ['cron(* * * * ? 2025)', []],
    ['at(2026-11-23T12:00:00)', []],
    ['at(2026-11-23T12:00:01)', ['2026-11-23T12:00:01.000Z']],
    ['none', []],
  ])('of %s end', (schedule, runs) => {
    expect(nextRuns(schedule, 'UTC', NOW, 10)).toEqual(runs);
  });

  test('of a rate count from the start', () => {
    expect(nextRuns('rate(36 hours)', 'Europe/Berlin', NOW, 2)).toEqual([
      '2026-11-25T00:00:00.000Z',
      '2026-11-26T12:00:00.000Z',
    ]);
    expect(nextRuns(`rate(${'9'.repeat(200)} days)`, 'UTC', NOW, 2)).toEqual([]);
  });

  test('of at(...) follow the clock: none in a skipped hour, the first of a repeated one', () => {
    expect(nextRuns('at(2027-03-28T02:15:00)', 'Europe/Berlin', NOW, 2)).toEqual([]);
    expect(nextRuns('at(2027-10-31T02:15:00)', 'Europe/Berlin', NOW, 2)).toEqual([
      '2027-10-31T00:15:00.000Z',
    ]);
  });
});

describe('a schedule', () => {
  test.each([
    // minutes and hours: , - * /
    'cron(0 0 * * ? *)',
    'cron(5,59 0-23 * * ? *)',
    'cron(0/15 */6 * * ? *)',
    'cron(10-40/10,55 8-18/2 * * ? *)',
    'cron(05 03 * * ? *)',
    'cron(0/59 0/23 * * ? *)',
    // day-of-month: , - * ? / L W
    'cron(0 0 1,15 * ? *)',
    'cron(0 0 1-7 * ? *)',
    'cron(0 0 1/7 * ? *)',
    'cron(0 0 */31 * ? *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 3W * ? *)',
    'cron(0 0 31W * ? *)',
    // month: 1-12 or names
    'cron(0 0 1 1,12 ? *)',
    'cron(0 0 1 JAN-MAR,DEC ? *)',
    'cron(0 0 1 FEB/3 ? *)',
    'cron(0 0 29 2 ? *)',
    // day-of-week: 1-7 or names
    'cron(0 0 ? * 1-7 *)',
    'cron(0 0 ? * MON-FRI *)',
    'cron(0 0 ? * SUN,3,SAT *)',
    'cron(0 0 ? * * *)',
    'cron(0 0 ? * L *)',
    'cron(0 0 ? * 5L *)',
    'cron(0 0 ? * 3#2 *)',
    'cron(0 0 ? * 7#5 *)',
    // year
    'cron(0 0 * * ? 1970)',
    'cron(0 0 * * ? 2199)',
    'cron(0 0 * * ? 2026-2030,2040)',
    'cron(0 0 * * ? 2026/2)',
    // rate, at, none
    'rate(1 minute)',
    'rate(2 minutes)',
    'rate(1 hour)',
    'rate(36 hours)',
    'rate(1 day)',
    'rate(365 days)',
    'at(2028-02-29T23:59:59)',
    'none',
  ])('%s is accepted', (text) => {
    expect(parseSchedule(text).text).toBe(text);
  });

  test.each([
    [
      '',
      'has no form that AWS knows: use cron(15 3 * * ? *), rate(2 hours), at(2030-01-31T03:15:00) or none',
    ],
    ['15 3 * * *', 'has no form'],
    ['None', 'has no form'],
    ['cron(15 3 * * ? *) ', 'has no form'],
    ['CRON(15 3 * * ? *)', 'has no form'],
    ['cron()', 'has 0 fields, AWS cron has six'],
    [
      'cron(15 3 * * *)',
      'has 5 fields, AWS cron has six: minute hour day-of-month month day-of-week year',
    ],
    ['cron(0 15 3 * * ? *)', 'has 7 fields'],
    ['cron( 15 3 * * ? *)', 'use single spaces'],
    ['cron(15 3 * * ? * )', 'use single spaces'],
    ['cron(15  3 * * ? *)', 'use single spaces'],
    ['cron(15\t3 * * ? *)', 'use single spaces'],
    ['cron(60 3 * * ? *)', 'has minute "60": use 0 to 59'],
    ['cron(-1 3 * * ? *)', 'has minute "": use 0 to 59'],
    ['cron(005 3 * * ? *)', 'has minute "005": use 0 to 59'],
    ['cron(1.5 3 * * ? *)', 'has minute "1.5": use 0 to 59'],
    ['cron(? 3 * * ? *)', 'has minute "?", which only the two day fields take: use *'],
    ['cron(15 24 * * ? *)', 'has hour "24": use 0 to 23'],
    ['cron(15 L * * ? *)', 'has hour "L": use 0 to 23'],
    ['cron(15 22-2 * * ? *)', 'has hour "22-2", which runs backwards: use 22-23,0-2'],
    ['cron(15 1-2-3 * * ? *)', 'has hour "1-2-3": use one hyphen between two values'],
    ['cron(15 1,,2 * * ? *)', 'has hour "": use 0 to 23'],
    ['cron(15 *,2 * * ? *)', 'has hour "*,2": use * alone, or a list without it'],
    ['cron(15 2,*/3 * * ? *)', 'has hour "2,*/3": use * alone'],
    ['cron(0/0 3 * * ? *)', 'has minute "0/0": use a step from 1 to 59'],
    ['cron(0/60 3 * * ? *)', 'has minute "0/60": use a step from 1 to 59'],
    ['cron(0/ 3 * * ? *)', 'has minute "0/": use a step from 1 to 59'],
    ['cron(0/5/5 3 * * ? *)', 'has minute "0/5/5": use a step from 1 to 59'],
    ['cron(/5 3 * * ? *)', 'has minute "": use 0 to 59'],
    ['cron(0 */24 * * ? *)', 'has hour "*/24": use a step from 1 to 23'],
    ['cron(0 0 */32 * ? *)', 'use a step from 1 to 31'],
    ['cron(0 0 0 * ? *)', 'has day-of-month "0": use 1 to 31'],
    ['cron(0 0 32 * ? *)', 'has day-of-month "32": use 1 to 31'],
    ['cron(0 0 LW * ? *)', 'has day-of-month "LW", which AWS does not document: use L alone'],
    ['cron(0 0 L-3 * ? *)', 'has day-of-month "L-3", which AWS does not document'],
    ['cron(0 0 1,L * ? *)', 'has day-of-month "1,L", which AWS does not document'],
    ['cron(0 0 W * ? *)', 'has day-of-month "W", which AWS does not document'],
    ['cron(0 0 32W * ? *)', 'has day-of-month "32": use 1 to 31'],
    ['cron(0 0 1-5W * ? *)', 'has day-of-month "1-5W", which AWS does not document'],
    ['cron(0 0 3#2 * ? *)', 'has day-of-month "3#2": use 1 to 31'],
    ['cron(0 0 1 13 ? *)', 'has month "13": use 1 to 12, or JAN to DEC'],
    ['cron(0 0 1 jan ? *)', 'has month "jan": use JAN'],
    ['cron(0 0 1 January ? *)', 'has month "January": use 1 to 12, or JAN to DEC'],
    ['cron(0 0 1 NOV-FEB ? *)', 'has month "NOV-FEB", which runs backwards: use NOV-DEC,JAN-FEB'],
    ['cron(0 0 1 ? ? *)', 'has month "?", which only the two day fields take: use *'],
    ['cron(0 0 ? * 0 *)', 'has day-of-week "0": use 1 to 7, or SUN to SAT'],
    ['cron(0 0 ? * 8 *)', 'has day-of-week "8": use 1 to 7, or SUN to SAT'],
    ['cron(0 0 ? * Mon *)', 'has day-of-week "Mon": use MON'],
    ['cron(0 0 ? * 2/2 *)', 'has day-of-week "2/2", which takes no step: use a list such as 2,4,6'],
    ['cron(0 0 ? * SAT-MON *)', 'which runs backwards: use SAT,SUN-MON'],
    ['cron(0 0 ? * MON#1 *)', 'such as 2#1 for the first Monday'],
    ['cron(0 0 ? * 3#6 *)', 'has day-of-week "3#6": use one #'],
    ['cron(0 0 ? * 3#1,6#3 *)', 'has day-of-week "3#1,6#3": use one #'],
    ['cron(0 0 ? * 8#1 *)', 'has day-of-week "8": use 1 to 7'],
    ['cron(0 0 ? * FRIL *)', 'such as 6L for the last Friday'],
    ['cron(0 0 ? * 1,5L *)', 'has day-of-week "1,5L": use a number'],
    ['cron(0 0 ? * 3W *)', 'has day-of-week "3W": use 1 to 7'],
    ['cron(0 0 * * * *)', 'sets both day-of-month "*" and day-of-week "*": use ? in one of them'],
    ['cron(0 0 1 * MON *)', 'sets both'],
    ['cron(0 0 ? * ? *)', 'has ? in both day fields: use * in day-of-month for every day'],
    ['cron(0 0 * * ? 1969)', 'has year "1969": use 1970 to 2199'],
    ['cron(0 0 * * ? 2200)', 'has year "2200": use 1970 to 2199'],
    ['cron(0 0 * * ? 27)', 'has year "27": use 1970 to 2199'],
    ['cron(0 0 * * ? 2030-2026)', 'has year "2030-2026", which runs backwards: use 2026-2030'],
    [
      'cron(0 0 31 4 ? *)',
      'can never run: April has no day 31: name a day it has, or use L for the last day',
    ],
    ['cron(0 0 30,31 FEB ? *)', 'can never run: February has no day 30'],
    ['cron(0 0 31W 4,6,9,11 ? *)', 'can never run: April has no day 31'],
    ['cron(0 0 29 2 ? 2027)', 'can never run: its months have no such day in its years'],
    ['rate(0 minutes)', 'must count from 1, without a leading 0: use rate(1 day)'],
    ['rate(05 minutes)', 'must count from 1'],
    ['rate(1 hours)', 'must have the singular with 1, else the plural: use rate(1 hour)'],
    ['rate(5 minute)', 'must have the singular with 1, else the plural: use rate(5 minutes)'],
    ['rate(1.5 hours)', 'is no rate'],
    ['rate(-1 hours)', 'is no rate'],
    ['rate(2 weeks)', 'is no rate'],
    ['rate(2  hours)', 'is no rate'],
    ['rate( 2 hours)', 'is no rate'],
    ['at(2030-01-31T03:15)', 'is no time of the form yyyy-mm-ddThh:mm:ss, without a zone'],
    ['at(2030-01-31T03:15:00Z)', 'is no time of the form'],
    ['at(2030-01-31 03:15:00)', 'is no time of the form'],
    ['at(2030-02-29T03:15:00)', 'names a date or time that does not exist'],
    ['at(2030-13-01T03:15:00)', 'names a date or time that does not exist'],
    ['at(2030-01-31T24:00:00)', 'names a date or time that does not exist'],
    ['at(2030-01-31T23:59:60)', 'names a date or time that does not exist'],
  ])('%j is refused: %s', (text, reason) => {
    const parse = () => parseSchedule(text);

    expect(parse).toThrow(ScheduleError);
    expect(parse).toThrow(`schedule ${JSON.stringify(text)} `);
    expect(parse).toThrow(reason);
  });

  test('that is refused is shown in one line, and not at length', () => {
    expect(() => parseSchedule(`a\n${'b'.repeat(1000)}`)).toThrow(
      /^schedule "a\\nb{95}\.\.\." has/,
    );
  });

  test('of any text is a schedule that works, or a ScheduleError', () => {
    const word = fc.oneof(
      fc.constantFrom('cron(', 'rate(', 'at(', ')', ' ', '*', '?', 'L', 'W', '#', '/', '-', ','),
      fc.constantFrom('MON', 'JAN', '1', '31', '2027', '0', 'days', 'T', ':', 'none', '\n', '🕐'),
    );
    const fields = fc.array(
      fc.array(word, { maxLength: 4 }).map((parts) => parts.join('')),
      {
        minLength: 5,
        maxLength: 7,
      },
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 30 }).map((parts) => parts.join('')),
      fields.map((parts) => `cron(${parts.join(' ')})`),
      fc.tuple(cronOf(), fc.nat(), word).map(([cron, at, other]) => {
        const cut = at % cron.length;
        return cron.slice(0, cut) + other + cron.slice(cut + 1);
      }),
    );
    let accepted = 0;
    const property = fc.property(text, (written) => {
      try {
        const schedule = parseSchedule(written);
        accepted++;
        take(2, runsAfter(schedule, 'Europe/Berlin', NOW));
        expect(describeSchedule(schedule, 'UTC')).not.toMatch(/undefined|null|NaN|\d\d:\d{3}/);
      } catch (error) {
        expect(error).toBeInstanceOf(ScheduleError);
        expect(String(error)).not.toContain('\n');
      }
    });
    fc.assert(property, { numRuns: 5000, seed: SEED });
    expect(accepted).toBeGreaterThan(50);
  });
});

describe('the number of runs', () => {
  test('equals the runs, where no clock changes', () => {
    const zone = fc.constantFrom('UTC', 'Asia/Kolkata');
    const schedule = fc.oneof(
      { weight: 5, arbitrary: cronOf() },
      fc.constantFrom('rate(7 hours)', 'rate(1 day)', 'at(2027-02-03T04:05:06)', 'none'),
    );
    const start = fc.oneof(
      fc.date({ min: new Date('2027-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      fc.constantFrom(new Date('2027-02-03T00:00:00Z'), new Date('2027-02-01T04:05:06Z')),
    );
    const property = fc.property(
      schedule,
      zone,
      start,
      oneOf(0, 4),
      (text, timezone, from, length) => {
        const parsed = parseSchedule(text);
        const end = from.getTime() + length * DAY;
        let runs = 0;
        for (const run of runsAfter(parsed, timezone, from)) {
          if (run.getTime() > end) break;
          runs++;
        }
        expect([text, countRuns(parsed, timezone, from, length)]).toEqual([text, runs]);
      },
    );
    fc.assert(property, { numRuns: 200, seed: SEED });
  });

  test.each([
    ['cron(* * * * ? *)', 525_600],
    ['cron(15 3 * * ? *)', 365],
    ['cron(15 3 ? * MON-FRI *)', 261],
    ['cron(0 0 1 * ? *)', 12],
    ['rate(1 hour)', 8760],
    ['at(2027-03-01T00:00:00)', 1],
    ['at(2026-03-01T00:00:00)', 0],
    ['none', 0],
  ])('of %s in a year is %i', (schedule, runs) => {
    expect(countRuns(parseSchedule(schedule), 'Europe/Berlin', NOW, 365)).toBe(runs);
  });

  test('leaves out a run at the start, and takes one at the end', () => {
    const midnight = new Date('2027-02-03T00:00:00Z');

    expect(countRuns(parseSchedule('cron(0 0 * * ? *)'), 'UTC', midnight, 2)).toBe(2);
  });
});

describe('the shortest interval', () => {
  test.each([
    ['cron(15 3 * * ? *)', 'Europe/Berlin', 23 * 3600],
    ['cron(15 3 * * ? *)', 'UTC', 24 * 3600],
    ['cron(0 12 * * ? *)', 'Australia/Lord_Howe', 23.5 * 3600],
    ['cron(0 12,15 * * ? *)', 'Europe/Berlin', 3 * 3600],
    ['cron(0/30 * * * ? *)', 'Europe/Berlin', 1800],
    // 01:50 and then 03:00, ten minutes later.
    ['cron(50 1,3,4 * * ? *)', 'America/New_York', 3600],
    ['cron(0,50 1,3 ? * SUN *)', 'Europe/Berlin', 600],
    ['cron(0 0 ? * MON *)', 'UTC', 7 * 86_400],
    ['cron(0 23 31 12 ? 2027)', 'UTC', undefined],
    ['cron(0 0,1 * * ? 2010)', 'UTC', undefined],
    // Of its two runs the change skips one.
    ['cron(30 1,2 28 3 ? 2027)', 'Europe/Berlin', undefined],
    // There from 23:00 to midnight.
    ['cron(30 22,23 27 3 ? 2027)', 'America/Nuuk', undefined],
    ['rate(90 minutes)', 'Europe/Berlin', 5400],
    ['at(2030-01-31T03:15:00)', 'UTC', undefined],
    ['none', 'UTC', undefined],
  ])('of %s in %s is %p s', (schedule, timezone, seconds) => {
    expect(shortestInterval(parseSchedule(schedule), timezone)).toBe(seconds);
  });

  test('equals brute force over the runs', () => {
    const zone = fc.constantFrom(...new Set(CHANGES.map(([timezone]) => timezone)));
    const cron = cronOf({
      minutes: oneOf(0, 59).map(String),
      hours: fc.array(oneOf(0, 23), { minLength: 1, maxLength: 3 }).map((hours) => hours.join(',')),
      years: fc.constantFrom('2027', '2027,2028', '2031'),
    });
    const property = fc.property(cron, zone, (text, timezone) => {
      const schedule = parseSchedule(text);
      let [shortest, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const run of runsAfter(schedule, timezone, new Date('2020-01-01'))) {
        shortest = Math.min(shortest, run.getTime() - last);
        last = run.getTime();
      }
      const expected = Number.isFinite(shortest) ? shortest / 1000 : undefined;
      expect([text, timezone, shortestInterval(schedule, timezone)]).toEqual([
        text,
        timezone,
        expected,
      ]);
      expect(leastInterval(schedule)).toBeLessThanOrEqual(expected ?? Number.POSITIVE_INFINITY);
    });
    fc.assert(property, { numRuns: 80, seed: SEED });
  });
});

describe('words', () => {
  test.each([
    ['cron(15 3 * * ? *)', 'daily at 03:15 Europe/Berlin'],
    ['cron(05 03 ? * * *)', 'daily at 03:05 Europe/Berlin'],
    ['cron(15 3,15 * * ? *)', 'daily at 03:15 and 15:15 Europe/Berlin'],
    ['cron(15 */12 * * ? *)', 'daily at 00:15 and 12:15 Europe/Berlin'],
    ['cron(15 3 ? * MON-FRI *)', 'at 03:15, Monday through Friday, Europe/Berlin'],
    ['cron(15 3 ? * 2,SAT *)', 'at 03:15, only on Monday and Saturday, Europe/Berlin'],
    ['cron(0 * * * ? *)', 'every hour, Europe/Berlin'],
    ['cron(0/15 * * * ? *)', 'every 15 minutes, Europe/Berlin'],
    // An hour's end makes one of the intervals shorter.
    ['cron(*/25 * * * ? *)', 'at 0, 25, and 50 minutes past the hour, Europe/Berlin'],
    ['cron(0 */23 * * ? *)', 'daily at 00:00 and 23:00 Europe/Berlin'],
    [
      'cron(* 8,12 * * ? *)',
      'minutes 0 through 59 past the hour, at 08:00 and 12:00, Europe/Berlin',
    ],
    ['cron(0/10 8-17 * * ? *)', 'every 10 minutes, between 08:00 and 17:59, Europe/Berlin'],
    ['cron(0/10 8,9 * * ? *)', 'every 10 minutes, between 08:00 and 09:59, Europe/Berlin'],
    ['cron(15 8-10 * * ? *)', 'daily at 08:15, 09:15 and 10:15 Europe/Berlin'],
    ['cron(0 22-23,0-2 * * ? *)', 'daily at 00:00, 01:00, 02:00, 22:00 and 23:00 Europe/Berlin'],
    [
      'cron(15 3 1-5,10,20-25/2 * ? *)',
      'at 03:15, on day 1, 2, 3, 4, 5, 10, 20, 22, and 24 of the month, Europe/Berlin',
    ],
    ['cron(15 3 L * ? *)', 'at 03:15, on the last day of the month, Europe/Berlin'],
    ['cron(15 3 15W * ? *)', 'at 03:15, on the weekday nearest day 15 of the month, Europe/Berlin'],
    ['cron(15 3 ? * L *)', 'at 03:15, only on Saturday, Europe/Berlin'],
    ['cron(15 3 ? * 5L *)', 'at 03:15, on the last Thursday of the month, Europe/Berlin'],
    ['cron(15 3 ? * 3#2 *)', 'at 03:15, on the second Tuesday of the month, Europe/Berlin'],
    [
      'cron(15 3 1 2/3 ? *)',
      'at 03:15, on day 1 of the month, only in February, May, August, and November, Europe/Berlin',
    ],
    ['cron(15 3 * * ? 2027)', 'at 03:15, only in 2027, Europe/Berlin'],
    ['cron(15 3 * * ? 2027-2029)', 'at 03:15, 2027 through 2029, Europe/Berlin'],
    ['cron(15 3 * * ? 2026/2)', 'at 03:15, every 2 years, 2026 through 2198, Europe/Berlin'],
    ['rate(6 hours)', 'every 6 hours'],
    ['rate(1 day)', 'every day'],
    ['at(2030-01-31T03:15:00)', 'once, on 2030-01-31 at 03:15 Europe/Berlin'],
    ['at(2030-01-31T03:15:20)', 'once, on 2030-01-31 at 03:15:20 Europe/Berlin'],
    ['none', 'only by hand'],
  ])('say %s as "%s"', (schedule, words) => {
    expect(describeSchedule(parseSchedule(schedule), 'Europe/Berlin')).toBe(words);
  });

  test.each([
    ['2026-11-24T02:15:00Z', 'Europe/Berlin', 'Tue 24 Nov 2026 03:15 CET'],
    ['2026-09-04T23:00:05Z', 'Europe/Berlin', 'Sat 5 Sep 2026 01:00:05 CEST'],
    ['2026-11-24T05:00:00Z', 'America/New_York', 'Tue 24 Nov 2026 00:00 EST'],
    ['2026-11-24T05:00:00Z', 'America/Santiago', 'Tue 24 Nov 2026 02:00 GMT-3'],
    ['2026-11-24T05:00:00Z', 'Asia/Kolkata', 'Tue 24 Nov 2026 10:30 IST'],
    ['2026-11-24T05:00:00Z', 'UTC', 'Tue 24 Nov 2026 05:00 UTC'],
  ])('show the run at %s in %s as %s', (run, timezone, shown) => {
    expect(showRun(new Date(run), timezone)).toBe(shown);
  });
});

describe('a warning', () => {
  const clock = (schedule: string, timezone = 'Europe/Berlin'): string[] =>
    warnOfClockChange(parseSchedule(schedule), timezone, NOW);

  test('names the runs that clock changes skip and repeat', () => {
    expect(clock('cron(15 2 * * ? *)')).toEqual([
      '02:15 does not exist on 2027-03-28 in Europe/Berlin and the run is skipped: take another time or timezone: UTC',
      '02:15 comes twice on 2027-10-31 in Europe/Berlin and only the first one runs: take another time or timezone: UTC',
    ]);
    expect(clock('cron(45 23 * * ? *)', 'America/Santiago')).toEqual([
      '23:45 comes twice on 2027-04-03 in America/Santiago and only the first one runs: take another time or timezone: UTC',
    ]);
    expect(clock('at(2027-03-28T02:00:00)')).toHaveLength(1);
  });

  test.each([
    ['a time beside the change', 'cron(0 3 * * ? *)', 'Europe/Berlin'],
    ['a time before the change', 'cron(59 1 * * ? *)', 'Europe/Berlin'],
    ['a day without a change', 'cron(15 2 ? * MON *)', 'Europe/Berlin'],
    ['a zone without changes', 'cron(15 2 * * ? *)', 'UTC'],
    ['a run every hour', 'cron(15 * * * ? *)', 'Europe/Berlin'],
    ['a rate', 'rate(1 day)', 'Europe/Berlin'],
    ['none', 'none', 'Europe/Berlin'],
  ])('is not given for %s', (_, schedule, timezone) => {
    expect(clock(schedule, timezone)).toEqual([]);
  });

  test.each([
    ['cron(15 3 * * ? 2020-2025)', 1],
    ['cron(15 3 1 1-10 ? 2026)', 1],
    ['at(2026-11-23T12:00:00)', 1],
    ['cron(15 3 * * ? 2026)', 0],
    ['at(2026-11-23T12:01:00)', 0],
    ['rate(1 day)', 0],
    ['none', 0],
  ])('says of %s whether it never runs again', (schedule, warnings) => {
    expect(warnOfNever(parseSchedule(schedule), 'UTC', NOW)).toHaveLength(warnings);
  });

  test.each([
    [
      'cron(0 0 31 * ? *)',
      'February, April, June, September, and November have no day 31 and the run is passed over: take L, the last day, or one up to 28',
    ],
    [
      'cron(0 0 30W * ? *)',
      'February has no day 30 and the run is passed over: take L, the last day, or one up to 28',
    ],
    [
      'cron(0 0 29 2 ? *)',
      'day 29 is in February every fourth year only, the other years pass it over: take L, the last day, or one up to 28',
    ],
    ['cron(0 0 29 2 ? 2028)', undefined],
    ['cron(0 0 31 JAN,MAR ? *)', undefined],
    ['cron(0 0 1-31 * ? *)', undefined],
    ['cron(0 0 */2 * ? *)', undefined],
    ['cron(0 0 28 * ? *)', undefined],
    ['cron(0 0 L * ? *)', undefined],
  ])('says of %s which months pass it over', (schedule, warning) => {
    expect(warnOfShortMonth(parseSchedule(schedule))).toEqual(warning ? [warning] : []);
  });
});

describe('a time zone', () => {
  test.each([
    ...['UTC', 'Europe/Berlin', 'Europe/Kyiv', 'Asia/Kolkata', 'Asia/Calcutta'],
    ...['America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT+5', 'US/Pacific'],
  ])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    // Abbreviations that Intl knows, and Temporal throws at.
    ...['JST', 'PST', 'IST', 'CST', 'BST', 'AST', 'CAT', 'EST'],
    ...['europe/berlin', 'utc', 'AMERICA/NEW_YORK', 'Europe/Berln', '+01:00', 'SystemV/EST5', ''],
  ])('%p is none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  test('that Intl prefers is one that runs can be counted in', () => {
    for (const name of TIME_ZONES) {
      expect(isTimeZone(name)).toBe(true);
      expect(nextRuns('cron(15 3 * * ? *)', name, NOW, 1)).toHaveLength(1);
    }
  });

  test('or a schedule that is wrong leaves other rules silent', () => {
    expect(scheduleOf({ schedule: 'cron(x)', timezone: 'UTC' })).toBeUndefined();
    expect(scheduleOf({ schedule: 'none', timezone: 'Mars' })).toBeUndefined();
    expect(scheduleOf({ schedule: 'none', timezone: 'UTC' })?.kind).toBe('none');
  });
});

describe('a retry window', () => {
  test.each([
    ['rate(1 hour)', '0m', '59m', true],
    ['rate(1 hour)', '0m', '60m', false],
    // The shortest that AWS takes is fine beside any schedule.
    ['rate(1 minute)', '0m', '1m', true],
    ['rate(1 minute)', '1m', '1m', false],
    ['rate(1 hour)', '15m', '44m', true],
    ['rate(1 hour)', '15m', '45m', false],
    ['cron(15 3 * * ? *)', '0m', '22h', true],
    // 23 hours lie between two runs when clocks go forward.
    ['cron(15 3 * * ? *)', '0m', '23h', false],
    ['cron(15 3 ? * MON *)', '24h', '24h', true],
    ['at(2030-01-31T03:15:00)', '24h', '24h', true],
    ['cron(x)', '0m', '24h', true],
  ])('of %s with window %s may be %s: %p', (schedule, window, retryWindow, fine) => {
    const job = { name: 'a', schedule, timezone: 'Europe/Berlin', window, retryWindow };
    const environment = { jobs: [job] } as unknown as Environment;

    const findings = [...(retryBeforeNext.check?.(environment, {} as never) ?? [])];

    expect(findings).toHaveLength(fine ? 0 : 1);
  });
});
