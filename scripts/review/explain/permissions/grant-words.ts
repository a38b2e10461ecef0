/** Grants in words, so that ten actions on one table are one phrase. */
import { parseArn } from '../../../../environments/model/arn.ts';
import type { Tree, Value } from '../../plan.ts';
import { elements, isTree } from '../../value.ts';
import { join, quote, type Words, words } from '../../words.ts';
import { arnWords, type Home, series } from './arn-words.ts';
import type { Grant, Scope } from './grants.ts';

/** How many grants are told one by one; the diff shows all of them. */
export const TOLD = 16;

/** What a policy belongs to, and where. */
export interface Setting {
  readonly home: Home;
  /** What the policy of a resource is about, where it says `*` or nothing. */
  readonly own: Words | undefined;
}

/** `a and b on table x and table y if ...; c on ...`. */
export function grantWords(grants: readonly Grant[], setting: Setting): Words {
  const told = grants.slice(0, TOLD);
  // First the actions on one resource, then the resources with the same actions.
  const byResource = group(told, ({ resource, condition }) =>
    JSON.stringify([resource, condition]),
  );
  const byActions = group(byResource, (same) =>
    JSON.stringify([same.map(({ action }) => action), same[0]?.condition]),
  );
  const phrases = byActions.flatMap((alike) => {
    const [first] = alike;
    const [one] = first ?? [];
    return first && one ? [phrase(first, alike, one, setting)] : [];
  });
  const more = grants.length - told.length;
  return join([...phrases, ...(more > 0 ? [[`${more} more`]] : [])], '; ');
}

function phrase(
  first: readonly Grant[],
  alike: readonly (readonly Grant[])[],
  { resource, condition }: Grant,
  { home, own }: Setting,
): Words {
  const actions = series(first.map(actionWords));
  const resources = alike.map(([one]) =>
    scopeWords(one?.resource, (arn) => (own && arn === '*' ? own : arnWords(arn, home))),
  );
  const on = resource ? series(resources) : own;
  return [...actions, ...(on ? words` on ${on}` : []), ...conditionWords(condition)];
}

/** One may do anything, and is denied anything. */
function actionWords({ action, effect }: Grant): Words {
  const does = effect === 'Allow' ? 'do ' : '';
  const shown = scopeWords(action, (name) => [name === '*' ? `${does}anything` : quote(name)]);
  return action.not ? words`${does}${shown}` : shown;
}

function scopeWords(scope: Scope | undefined, show: (pattern: string) => Words): Words {
  const shown = (scope?.patterns ?? []).map(show);
  return scope?.not ? words`anything but ${series(shown)}` : series(shown);
}

/** Who a grant is for, of policies that say it. */
export function principalWords(principal: Scope, home: Home): Words {
  const shown = principal.patterns.map((who) => whoWords(who, home));
  return principal.not ? words`anyone but ${series(shown)}` : series(shown);
}

function whoWords(who: string, home: Home): Words {
  if (who === '*') return ['anyone'];
  const [kind = '', ...rest] = who.split(' ');
  const name = rest.join(' ');
  if (kind === 'Service') return words`service ${quote(name)}`;
  if (kind === 'Federated') return words`whoever ${quote(name)} vouches for`;
  if (kind !== 'AWS') return [quote(name || who)];
  const account = /^\d{12}$/.test(name) ? name : accountOf(name);
  return account ? words`account ${quote(account)}` : arnWords(name, home);
}

/** Of an ARN that stands for a whole account. */
function accountOf(name: string): string | undefined {
  const arn = parseArn(name);
  return arn?.resource === 'root' ? arn.account : undefined;
}

/** How operators of conditions read; others are said as they are. */
const OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/^(String|Arn|Numeric|Date)Equals(IgnoreCase)?$|^Bool$/, 'is'],
  [/^(String|Arn)Like$/, 'is like'],
  [/^(String|Numeric|Date)NotEquals(IgnoreCase)?$/, 'is not'],
  [/^(String|Arn)NotLike$/, 'is not like'],
  [/^IpAddress$/, 'is in'],
  [/^NotIpAddress$/, 'is not in'],
];

/** ` if key is value and ...`. */
export function conditionWords(condition: Tree): Words {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isTree(keys) ? keys : {}).map(([key, wanted]) => test(operator, key, wanted)),
  );
  return tests.length > 0 ? words` if ${series(tests)}` : [];
}

function test(operator: string, key: string, wanted: Value): Words {
  const values = elements(wanted).map((value) => [
    quote(typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  if (operator === 'Null')
    return words`${quote(key)} is ${elements(wanted).includes('true') ? 'absent' : 'present'}`;
  const verb = OPERATORS.find(([form]) => form.test(operator))?.[1];
  return words`${quote(key)} ${verb ?? [quote(operator)]} ${join(values, ' or ')}`;
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  if (items.length < 2) return items.map((item) => [item]);
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const found = groups.get(key);
    if (found) found.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
