/** When a bucket's objects go, rule by rule. */
import { count } from '../../terminal.ts';
import type { Explain, FieldChange, Finding, Risk } from '../finding.ts';
import type { Change, Value } from '../plan.ts';
import { isList, isNothing } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asNumber, asText, at, differs } from './at.ts';
import { nameOf } from './kinds.ts';
import { clip, finding } from './say.ts';

const DELETES = ['medium', 'deletes older objects'] as const;

/** What is told of a rule when its days are. */
const OF_RULE = ['id', 'status', 'filter', 'prefix', 'expiration', 'noncurrent_version_expiration'];

export const explainExpiry: Explain = ({ change, fields }) => {
  const { type, action, before, after } = change;
  if (type !== 'aws_s3_bucket_lifecycle_configuration') return [];
  if (action === 'delete') return [never(change)];
  if (!differs(change)) return [];
  const [old, next] = [rulesOf(before), rulesOf(after)];
  const byRule = new Map<string, FieldChange[]>();
  for (const field of fields) {
    const [attribute, rule, part] = field.path;
    if (attribute !== 'rule' || !OF_RULE.includes(String(part))) continue;
    byRule.set(String(rule), [...(byRule.get(String(rule)) ?? []), field]);
  }
  return [...byRule].flatMap(([id, inside]) => ruleChange(old.get(id), next.get(id), inside));
};

function never(change: Change): Finding {
  const of = quote(nameOf(change));
  return finding('data', words`objects of ${of} are kept: no rule deletes them any more`, [[]]);
}

function rulesOf(value: Value | undefined): Map<string, Value> {
  const rules = at(value, 'rule');
  const list = isList(rules) ? rules : [];
  return new Map(list.map((rule, index) => [asText(at(rule, 'id')) ?? String(index), rule]));
}

function ruleChange(
  before: Value | undefined,
  after: Value | undefined,
  inside: readonly FieldChange[],
): Finding[] {
  const days = (...path: string[]): readonly (number | undefined)[] =>
    [before, after].map((rule) =>
      asText(at(rule, 'status')) === 'Disabled' ? undefined : asNumber(at(rule, ...path)),
    );
  const said = [
    objects(days('expiration', 'days'), scope(after ?? before)),
    versions(days('noncurrent_version_expiration', 'noncurrent_days')),
  ].filter((one) => one !== undefined);
  const tells = inside.map(({ path }) => path);
  // A rule that clears the markers of deleted objects goes with the one that deletes them.
  if (said.length === 0) return onlyMarkers(inside) ? [finding('data', [], tells)] : [];
  return said.map(([told, risk]) => finding('data', told, tells, risk));
}

function onlyMarkers(inside: readonly FieldChange[]): boolean {
  return inside.every(
    ({ path, before, after }) =>
      path.at(-1) === 'expired_object_delete_marker' || isNothing(before) || isNothing(after),
  );
}

/** Which objects: a rule may mean some of them. */
function scope(rule: Value | undefined): Words {
  const filter = at(rule, 'filter');
  const prefix = asText(at(filter, 'prefix') ?? at(filter, 'and', 'prefix') ?? at(rule, 'prefix'));
  if (prefix !== undefined) return words`objects below ${quote(clip(prefix))}`;
  const some = ['tag', 'and', 'object_size_less_than', 'object_size_greater_than'].some(
    (name) => !isNothing(at(filter, name)),
  );
  return some ? words`some objects` : words`objects`;
}

type Said = readonly [words: Words, risk?: readonly [Risk, string]];

function objects([old, next]: readonly (number | undefined)[], which: Words): Said | undefined {
  if (old === next) return undefined;
  if (next === undefined)
    return [words`${which} are kept (were deleted after ${count(old ?? 0, 'day')})`];
  if (old === undefined)
    return [
      words`${which} older than ${count(next, 'day')} are deleted (were kept until now)`,
      DELETES,
    ];
  return next < old
    ? [
        words`${which} older than ${count(next, 'day')} are deleted (were kept ${count(old, 'day')})`,
        DELETES,
      ]
    : [words`${which} are kept ${count(next, 'day')} (was ${old})`];
}

function versions([old, next]: readonly (number | undefined)[]): Said | undefined {
  if (old === next) return undefined;
  if (next === undefined) return [words`old versions of objects are kept for good`];
  const said = words`overwritten and deleted objects can be brought back for ${count(next, 'day')}`;
  const was = old === undefined ? '' : ` (was ${count(old, 'day')})`;
  const less = old === undefined || next < old;
  return less ? [words`${said}${was}`, DELETES] : [words`${said}${was}`];
}
