/** The fields of a cron expression: lists of values, ranges and steps. */

/** What a field takes. */
interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. @default none */
  readonly names?: readonly string[];
  /** Day-of-week takes no `/`. @default true */
  readonly steps?: false;
}

export const MINUTE: Field = { name: 'minute', min: 0, max: 59 };
export const HOUR: Field = { name: 'hour', min: 0, max: 23 };
export const DAY_OF_MONTH: Field = { name: 'day-of-month', min: 1, max: 31 };
const MONTH_NAMES = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
export const MONTH: Field = { name: 'month', min: 1, max: 12, names: MONTH_NAMES };
const WEEKDAY_NAMES = 'SUN MON TUE WED THU FRI SAT'.split(' ');
export const DAY_OF_WEEK: Field = {
  name: 'day-of-week',
  min: 1,
  max: 7,
  names: WEEKDAY_NAMES,
  steps: false,
};
export const YEAR: Field = { name: 'year', min: 1970, max: 2199 };

/** Makes an error of a problem; the schedule is named before it. */
export type Refuse = (problem: string) => Error;

/**
 * The values of a field, ascending: of `*`, or of a list of values, ranges and steps.
 *
 * @throws What `refuse` makes.
 */
export function valuesOf(field: Field, text: string, refuse: Refuse): number[] {
  const elements = text.split(',');
  if (elements.length > 1 && elements.some((element) => element.startsWith('*'))) {
    throw refuse(`has ${field.name} ${JSON.stringify(text)}: use * alone, or a list without it`);
  }
  const values = new Set(elements.flatMap((element) => elementOf(field, element, refuse)));
  return [...values].sort((a, b) => a - b);
}

function elementOf(field: Field, text: string, refuse: Refuse): number[] {
  const { name, min, max, steps = true } = field;
  const [range = '', step, more] = text.split('/');
  if (step !== undefined && !steps) {
    throw refuse(
      `has ${name} ${JSON.stringify(text)}, which takes no step: use a list such as 2,4,6`,
    );
  }
  const [from, to] = rangeOf(field, range, refuse);
  if (step === undefined) return every(1, from, to ?? from);
  // 0/60 in minutes would come down to 0 without saying so.
  const most = Math.min(max, max - min + 1);
  if (more !== undefined || !/^\d{1,3}$/.test(step) || Number(step) < 1 || Number(step) > most) {
    throw refuse(`has ${name} ${JSON.stringify(text)}: use a step from 1 to ${most}`);
  }
  return every(Number(step), from, to ?? max);
}

/** Both ends of `*` and of `a-b`; of a single value the first alone. */
function rangeOf(
  field: Field,
  text: string,
  refuse: Refuse,
): readonly [from: number, to: number | undefined] {
  const { name, min, max, names } = field;
  if (text === '*') return [min, max];
  const [start = '', end, more] = text.split('-');
  if (more !== undefined) {
    throw refuse(`has ${name} ${JSON.stringify(text)}: use one hyphen between two values`);
  }
  const from = valueIn(field, start, refuse);
  if (end === undefined) return [from, undefined];
  const to = valueIn(field, end, refuse);
  if (from > to) {
    const show = (value: number): string => names?.[value - min] ?? String(value);
    const part = (a: number, b: number): string => (a === b ? show(a) : `${show(a)}-${show(b)}`);
    const remedy = name === 'year' ? `${to}-${from}` : `${part(from, max)},${part(min, to)}`;
    throw refuse(`has ${name} ${JSON.stringify(text)}, which runs backwards: use ${remedy}`);
  }
  return [from, to];
}

/**
 * The value of one number or name.
 *
 * @throws What `refuse` makes.
 */
export function valueIn({ name, min, max, names }: Field, text: string, refuse: Refuse): number {
  const named = names?.indexOf(text) ?? -1;
  if (named >= 0) return min + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && text.length <= String(max).length) return value;
  if (text === '?') {
    throw refuse(`has ${name} "?", which only the two day fields take: use *`);
  }
  const capitals = names?.includes(text.toUpperCase());
  const orName = names ? `, or ${names[0]} to ${names.at(-1)}` : '';
  const remedy = capitals ? text.toUpperCase() : `${min} to ${max}${orName}`;
  throw refuse(`has ${name} ${JSON.stringify(text)}: use ${remedy}`);
}

function every(step: number, from: number, to: number): number[] {
  return Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => from + index * step,
  );
}
