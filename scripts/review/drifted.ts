/** What was changed behind Terraform's back, apart from what this plan has nothing to do with. */
import { diff } from './diff.ts';
import type { FieldChange } from './finding.ts';
import { type Change, type Plan, UNKNOWN } from './plan.ts';
import type { DriftSummary } from './review.ts';
import { isNothing, member } from './value.ts';
import { join, quote, type Words, words } from './words.ts';

/** Drift with the addresses that this plan acts on because of it. */
export interface Drifted {
  readonly addresses: ReadonlySet<string>;
  readonly summary: DriftSummary;
}

/**
 * Tells drift that makes a change necessary from drift that nobody minds, such as a date: the plan
 * acts on the former, and the latter is counted.
 */
export function drifted({ changes, drift }: Plan): Drifted {
  const planned = new Map(
    drift.length === 0 ? [] : changes.map((change) => [change.address, change]),
  );
  const addresses = new Set<string>();
  const touched: Words[] = [];
  let elsewhere = 0;
  for (const one of drift) {
    const next = planned.get(one.address);
    const said = next && sayTouched(one, next);
    if (said) {
      addresses.add(one.address);
      touched.push(said);
    } else if (one.action === 'delete' || fieldsOf(one).some((field) => isNews(one, field))) {
      elsewhere++;
    }
  }
  return { addresses, summary: { touched, elsewhere } };
}

/** Attributes that show what resources of their own set: those are what drifts. */
const MIRRORED: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ['inline_policy', 'managed_policy_arns'],
  aws_s3_bucket: [
    'acl',
    'cors_rule',
    'grant',
    'lifecycle_rule',
    'logging',
    'policy',
    'server_side_encryption_configuration',
    'versioning',
    'website',
  ],
};

/**
 * Whether somebody did it. What AWS fills in by itself is no news: after an apply the next plan
 * reads attributes that held nothing, and writes null where it means false.
 */
function isNews({ type, before: whole }: Change, field: FieldChange): boolean {
  const attribute = attributeOf(field);
  if (isMirrored(type, attribute)) return false;
  if (isNothing(member(whole, attribute))) return false;
  return !(isNothing(field.before) && (field.after === false || field.after === 0));
}

/**
 * What differs. When a default tag gets another value, the provider reads the old one as the
 * resource's own: of all tags none differs then.
 */
function fieldsOf(drift: Change): readonly FieldChange[] {
  const fields = diff(drift);
  const other = isNothing(member(drift.after, 'tags_all'));
  const tagged = other || fields.some((field) => attributeOf(field) === 'tags_all');
  return tagged ? fields : fields.filter((field) => attributeOf(field) !== 'tags');
}

function isMirrored(type: string, attribute: string): boolean {
  return Object.hasOwn(MIRRORED, type) && (MIRRORED[type]?.includes(attribute) ?? false);
}

/** Undefined if the plan changes something else of it. */
function sayTouched(drift: Change, planned: Change): Words | undefined {
  const { address } = drift;
  if (drift.action === 'delete') {
    return planned.action === 'create'
      ? words`${quote(address)} was deleted by hand: this plan creates it again`
      : words`${quote(address)} was deleted by hand`;
  }
  if (planned.action !== 'update' && planned.action !== 'replace') return undefined;
  const moved = new Set(
    fieldsOf(drift)
      .map(attributeOf)
      .filter((name) => !isMirrored(drift.type, name)),
  );
  const names = new Set(
    diff(planned)
      .filter(({ after }) => after !== UNKNOWN)
      .map(attributeOf)
      .filter((name) => moved.has(name)),
  );
  if (names.size === 0) return undefined;
  const named = join(
    [...names].map((name) => [quote(name)]),
    ', ',
  );
  return words`${quote(address)} was changed by hand (${named}): this plan changes it back`;
}

function attributeOf({ path }: FieldChange): string {
  return String(path[0]);
}
