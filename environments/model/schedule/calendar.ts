/** What a cron expression means on the calendar: dates only, no time zone. */

/** Milliseconds of a day without a clock change. */
export const DAY = 86_400_000;

/** Which days of a month; weekdays as AWS counts them, 1 = Sunday. */
export type Days =
  | { readonly kind: 'dates'; readonly dates: readonly number[] }
  | { readonly kind: 'lastDate' }
  | { readonly kind: 'nearestWeekday'; readonly date: number }
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  | { readonly kind: 'lastWeekday'; readonly weekday: number }
  | { readonly kind: 'nthWeekday'; readonly weekday: number; readonly nth: number };

/** `cron(minute hour day-of-month month day-of-week year)`: the values of each field, ascending. */
export interface Cron {
  readonly kind: 'cron';
  /** As it was written. */
  readonly text: string;
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: Days;
  readonly months: readonly number[];
  readonly years: readonly number[];
}

/** Number of days of a month (1 to 12). */
export function monthLength(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Times of a day at which a cron expression runs, ascending, in milliseconds after midnight. */
export function timesOf({ hours, minutes }: Cron): number[] {
  return hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * 60_000));
}

/**
 * Dates on which a cron expression runs, from the one that holds `from` on. Dates and `from`
 * are wall clock times: milliseconds as if the clock on the wall showed UTC. Ends with the last
 * year that the expression names.
 */
export function* datesOf(
  { days, months, years }: Pick<Cron, 'days' | 'months' | 'years'>,
  from: number,
): Generator<number> {
  const firstYear = new Date(from).getUTCFullYear();
  for (const year of years) {
    if (year < firstYear) continue;
    for (const month of months) {
      const first = Date.UTC(year, month - 1, 1);
      if (first < from - 32 * DAY) continue;
      for (const day of daysOfMonth(days, year, month)) {
        const date = first + (day - 1) * DAY;
        if (date > from - DAY) yield date;
      }
    }
  }
}

function daysOfMonth(days: Days, year: number, month: number): readonly number[] {
  const length = monthLength(year, month);
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 1;
  const weekdayOf = (date: number): number => ((first + date - 2) % 7) + 1;
  switch (days.kind) {
    case 'dates':
      return days.dates.filter((date) => date <= length);
    case 'lastDate':
      return [length];
    case 'nearestWeekday':
      return days.date <= length ? [nearestWeekday(days.date, weekdayOf(days.date), length)] : [];
    case 'weekdays':
      return Array.from({ length }, (_, index) => index + 1).filter((date) =>
        days.weekdays.includes(weekdayOf(date)),
      );
    case 'lastWeekday':
      return [length - ((weekdayOf(length) - days.weekday + 7) % 7)];
    case 'nthWeekday': {
      const date = 1 + ((days.weekday - first + 7) % 7) + 7 * (days.nth - 1);
      return date <= length ? [date] : [];
    }
  }
}

/** The weekday nearest a date, within its month: never back into the last, nor on to the next. */
function nearestWeekday(date: number, weekday: number, length: number): number {
  if (weekday === 7) return date > 1 ? date - 1 : date + 2;
  if (weekday === 1) return date < length ? date + 1 : date - 2;
  return date;
}
