/** What was changed behind Terraform's back, apart from what this plan has nothing to do with. */
import { diff } from './diff.ts';
import type { FieldChange } from './finding.ts';
import { type Change, type Plan, UNKNOWN } from './plan.ts';
import type { DriftSummary } from './review.ts';
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
  const planned = new Map(changes.map((change) => [change.address, change]));
  const addresses = new Set<string>();
  const touched: Words[] = [];
  let elsewhere = 0;
  for (const one of drift) {
    const next = planned.get(one.address);
    const said = next && sayTouched(one, next);
    if (said) {
      addresses.add(one.address);
      touched.push(said);
    } else if (one.action === 'delete' || diff(one).length > 0) {
      elsewhere++;
    }
  }
  return { addresses, summary: { touched, elsewhere } };
}

/** Undefined if the plan changes something else of it. */
function sayTouched(drift: Change, planned: Change): Words | undefined {
  const { address } = drift;
  if (drift.action === 'delete') {
    return planned.action === 'create'
      ? words`${quote(address)} was deleted outside Terraform: it is made again`
      : words`${quote(address)} was deleted outside Terraform`;
  }
  const moved = new Set(diff(drift).map(attributeOf));
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
  return words`${quote(address)} was changed outside Terraform (${named}): it is put back`;
}

function attributeOf({ path }: FieldChange): string {
  return String(path[0]);
}
