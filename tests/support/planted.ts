/** Texts planted in a plan's JSON, and the disguises in which they would give themselves away. */
import type { RawChange, RawPlan } from './plans.ts';

/** What stands in a random plan. */
export interface Planted {
  /** Marked, or under a name that says so, at least once; copied anywhere, in any disguise. */
  readonly secret?: string;
  /** Each the whole value of a harmless attribute of a change that is listed. */
  readonly harmless?: readonly string[];
  /** Each at every kind of place that people see: values, keys, addresses, outputs, problems. */
  readonly anywhere?: readonly string[];
}

/** A random number that is drawn anew by each call. */
type Draw = () => number;

/** Plants the texts; `listed` says which of the changes a review lists. */
export function plant(
  plan: RawPlan,
  { secret, harmless = [], anywhere = [] }: Planted,
  listed: readonly boolean[],
  draw: Draw,
): void {
  const shown = plan.resource_changes.filter((_, number) => listed[number]);
  const any = (): RawChange => pick(shown, draw);
  for (const [number, text] of harmless.entries()) put(any(), `setting_${number}`, text);
  for (const [number, text] of anywhere.entries()) plantAnywhere(plan, any, text, number);
  if (secret === undefined) return;
  pick(SOURCES, draw)(any(), secret);
  for (let number = draw() % 6; number >= 0; number--) {
    const copy = pick(DISGUISES, draw)(secret, draw);
    pick(PLACES, draw)(plan, any(), copy, number);
  }
}

function pick<T>(all: readonly T[], draw: Draw): T {
  return all[draw() % all.length] as T;
}

/** Both sides of a change, as far as they are there. */
function put({ change }: RawChange, name: string, value: unknown): void {
  for (const side of [change.before, change.after]) if (side) side[name] = value;
}

function mark({ change }: RawChange, name: string): void {
  const marks = change.after ? 'after_sensitive' : 'before_sensitive';
  const others = change[marks];
  change[marks] = { ...(typeof others === 'object' && others), [name]: true };
}

/** What makes a secret of a text. */
const SOURCES: readonly ((one: RawChange, secret: string) => void)[] = [
  (one, secret) => {
    put(one, 'plain', secret);
    mark(one, 'plain');
  },
  (one, secret) => {
    put(one, 'text', JSON.stringify({ deep: [{ in: `${secret}` }] }));
    mark(one, 'text');
  },
  (one, secret) => {
    put(one, 'tree', { list: [1, secret], other: true });
    mark(one, 'tree');
  },
  (one, secret) => put(one, 'master_password', secret),
  (one, secret) => put(one, 'settings', { clientSecret: secret }),
  (one, secret) => put(one, 'document', JSON.stringify({ 'db.password': secret })),
  (one, secret) =>
    put(
      one,
      'container_definitions',
      JSON.stringify([{ name: 'app', environment: [{ name: 'API_TOKEN', value: secret }] }]),
    ),
];

/** How a secret looks elsewhere. */
const DISGUISES: readonly ((secret: string, draw: Draw) => string)[] = [
  (secret) => secret,
  (secret) => `export VALUE='${secret}' && run`,
  (secret) => `echo ${JSON.stringify({ at: secret })} | run`,
  (secret) => JSON.stringify({ text: JSON.stringify({ at: [secret] }) }),
  (secret, draw) => Buffer.from(`${'x'.repeat(draw() % 3)}${secret} and more`).toString('base64'),
  (secret, draw) => Buffer.from(`${'x'.repeat(draw() % 3)}${secret}`).toString('base64url'),
  (secret) => `https://example.com/?a=${encodeURIComponent(secret)}&b=1`,
  (secret, draw) => {
    const at = 1 + (draw() % (secret.length - 1));
    return `${secret.slice(0, at)}\n  ${secret.slice(at)}`;
  },
  (secret) => `a ${secret.slice(0, 4)}\r\n${secret.slice(4)} b`,
];

/** Where a copy stands that nothing marks. */
const PLACES: readonly ((plan: RawPlan, one: RawChange, text: string, n: number) => void)[] = [
  (_, one, text, n) => put(one, `copy_${n}`, text),
  (_, one, text, n) => put(one, `list_${n}`, [{ deep: ['harmless', text] }]),
  (_, one, text, n) => put(one, `map_${n}`, { [text]: 'harmless' }),
  (_, one, text) => {
    one.address = `${one.address}[${JSON.stringify(text)}]`;
  },
  (_, one, text) => {
    if (one.change.importing !== undefined) one.change.importing = { id: text };
    one.previous_address = `terraform_data.x[${JSON.stringify(text)}]`;
  },
  (plan, _, text, n) => {
    plan.output_changes[`out${n}`] = output(text);
  },
  (plan, _, text) => plan.checks.push(failing('check.one', text)),
  (plan, one, text) =>
    plan.resource_drift.push({
      ...one,
      change: { ...one.change, after: { text }, after_unknown: {} },
    }),
];

function plantAnywhere(plan: RawPlan, any: () => RawChange, text: string, number: number): void {
  const quoted = JSON.stringify(text);
  put(any(), `text_${number}`, text);
  put(any(), `within_${number}`, { list: [`before ${text} after`] });
  put(any(), `key_${number}`, { [text]: number });
  put(any(), `document_${number}`, JSON.stringify({ [`in ${text}`]: [text] }));
  const named = any();
  named.address = `${named.address}[${quoted}]`;
  plan.output_changes[`out_${number}`] = output(text);
  plan.checks.push(failing(`check.c["${text}"]`, text));
}

function output(text: string): RawPlan['output_changes'][string] {
  return {
    actions: ['update'],
    before: 'old' as never,
    after: text as never,
    after_unknown: false,
    before_sensitive: false,
    after_sensitive: false,
  };
}

function failing(address: string, message: string): RawPlan['checks'][number] {
  const instance = { address: { to_display: address }, status: 'fail', problems: [{ message }] };
  return { address: { to_display: address }, status: 'fail', instances: [instance] };
}

/**
 * In which disguise a secret stands in a text, or undefined: plain, escaped as JSON, encoded for
 * an address, base64 at any alignment, or split over lines.
 */
export function disguiseIn(text: string, secret: string): string | undefined {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const forms: readonly (readonly [string, string])[] = [
    ['plain', secret],
    ['JSON', escaped],
    ['JSON in JSON', JSON.stringify(escaped).slice(1, -1)],
    ['URL', encodeURIComponent(secret)],
    ...[0, 1, 2].map((shift) => [`base64 at ${shift}`, core(secret, shift, 'base64')] as const),
    ...[0, 1, 2].map(
      (shift) => [`base64url at ${shift}`, core(secret, shift, 'base64url')] as const,
    ),
  ];
  const found = forms.find(([, form]) => text.includes(form))?.[0];
  if (found !== undefined) return found;
  const joined = (whole: string): string => whole.replace(/\\[nrt]|\s/g, '');
  return joined(text).includes(joined(secret)) ? 'split over lines' : undefined;
}

/** What of a text's base64 doesn't hang on what stands before and after it. */
function core(text: string, shift: number, alphabet: 'base64' | 'base64url'): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  const whole = Math.floor((bytes.length * 8) / 6);
  return bytes.toString(alphabet).slice(Math.ceil((shift * 8) / 6), whole);
}
