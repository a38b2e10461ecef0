/** A plan as it is committed: small, a change a line, without what AWS makes up anew each time. */
import { isDeepStrictEqual } from 'node:util';

interface PlannedChange {
  readonly previous_address?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: unknown;
    readonly after: unknown;
    readonly before_sensitive?: unknown;
    readonly after_sensitive?: unknown;
    readonly importing?: unknown;
  };
}

/** What the review doesn't read. */
const UNREAD = ['planned_values', 'prior_state', 'configuration', 'relevant_attributes'];

/** A plan without what nobody reads in it. */
export function withoutUnread(plan: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read = Object.entries(plan).filter(([name]) => !UNREAD.includes(name));
  return Object.fromEntries(
    read.map(([name, value]) => [
      name,
      name === 'resource_changes' ? (value as PlannedChange[]).filter(tells) : value,
    ]),
  );
}

/** Whether a change isn't just that something stays as it is. */
function tells({ previous_address, change }: PlannedChange): boolean {
  const { actions, before, after, before_sensitive, after_sensitive, importing } = change;
  return (
    !actions.includes('no-op') ||
    previous_address !== undefined ||
    importing !== undefined ||
    !isDeepStrictEqual([before, before_sensitive], [after, after_sensitive])
  );
}

/** The text of a plan: each member on a line, and each element of a list. */
export function planText(plan: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(plan).map(([name, value]) => {
    const text = Array.isArray(value) ? list(value) : JSON.stringify(value);
    return `${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

function list(values: readonly unknown[]): string {
  return values.length === 0
    ? '[]'
    : `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;
}

/** What differs each time, and what stands in its place: what is counted gets its number. */
const MADE_UP: readonly { readonly form: RegExp; readonly counted: (number: string) => string }[] =
  [
    {
      form: /\b((?:vpc|subnet|sg|sgr|rtb|igw|eni|vpce|nat|eipalloc|acl|dopt|rtbassoc|pl)-)[0-9a-f]{8,17}\b/g,
      counted: (number) => number.padStart(17, '0'),
    },
    {
      form: /\b(A(?:RO|ID|IP|NP)A)[A-Z0-9]{16,17}\b/g,
      counted: (number) => number.padStart(17, '0'),
    },
    {
      form: /()\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
      counted: (number) => `00000000-0000-0000-0000-${number.padStart(12, '0')}`,
    },
  ];

/** The same each time, by what stands in its place. */
const FIXED: readonly (readonly [form: RegExp, text: string])[] = [
  [/\b20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|\+00:00)/g, '2026-11-23T12:00:00Z'],
  [/\b20[0-7][0-9]-[0-9]{2}-[0-9]{2}_[0-9]{2}:[0-9]{2}/g, '2026-11-01_00:00'],
  [/"deposed":"[0-9a-f]{8}"/g, '"deposed":"00000001"'],
  [/http:\/\/(?:localhost|127\.0\.0\.1):[0-9]+\//g, 'https://sqs.eu-central-1.amazonaws.com/'],
];

/**
 * The text of a plan with the same ids at each making.
 *
 * @param given what ids stand for that were made for the plan, by the id.
 * @param written what people wrote: ids in it stay.
 */
export function steady(text: string, given: ReadonlyMap<string, string>, written: string): string {
  const counts = new Map<string, number>();
  const names = new Map(given);
  const named = (id: string, prefix: string, counted: (number: string) => string): string => {
    if (written.includes(id)) return id;
    const known = names.get(id);
    if (known !== undefined) return known;
    const number = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, number);
    const name = `${prefix}${counted(String(number))}`;
    names.set(id, name);
    return name;
  };
  const numbered = MADE_UP.reduce(
    (all, { form, counted }) =>
      all.replace(form, (id: string, prefix: string) => named(id, prefix, counted)),
    text,
  );
  return FIXED.reduce((all, [form, replacement]) => all.replace(form, replacement), numbered);
}
