/** Which grants take in others: what decides whether permissions widen or narrow. */
import { overlap } from '../../../../environments/model/arn.ts';
import { fingerprint } from '../../value.ts';
import { type Grant, lowered, type Scope } from './grants.ts';

/** What differs between the grants of two policies. Each list holds nothing that the other side covers. */
export interface Difference {
  readonly added: readonly Grant[];
  readonly removed: readonly Grant[];
  /** What holds under another condition, where it is clear which became which. */
  readonly rebound: readonly { readonly before: Grant; readonly after: Grant }[];
  /** Of `removed`, what still holds. */
  readonly still: readonly Grant[];
  /** Of `added`, what held before. */
  readonly already: readonly Grant[];
}

/** More comparisons than any policy that AWS takes needs. */
const MOST = 4_000_000;

/** What differs; undefined if there is too much to compare. */
export function difference(
  before: readonly Grant[],
  after: readonly Grant[],
): Difference | undefined {
  const [old, now] = [without(before, after), without(after, before)];
  if (old.length * after.length + now.length * before.length > MOST) return undefined;
  const added = now.filter((grant) => !before.some((one) => covers(one, grant)));
  const removed = old.filter((grant) => !after.some((one) => covers(one, grant)));
  const rebound = reboundIn(removed, added);
  const told = new Set(rebound.flatMap(({ before, after }) => [before, after]));
  return {
    added: added.filter((grant) => !told.has(grant)),
    removed: removed.filter((grant) => !told.has(grant)),
    rebound,
    still: now.filter((grant) => removed.some((one) => covers(one, grant))),
    already: old.filter((grant) => added.some((one) => covers(one, grant))),
  };
}

function reboundIn(removed: readonly Grant[], added: readonly Grant[]): Difference['rebound'] {
  if (removed.length === 0 || added.length === 0) return [];
  const [old, now] = [removed, added].map((grants) => {
    const groups = new Map<string, Grant[]>();
    for (const grant of grants) {
      const { effect, action, resource, principal } = grant;
      const key = JSON.stringify([effect, lowered(action), resource, principal]);
      groups.set(key, [...(groups.get(key) ?? []), grant]);
    }
    return groups;
  });
  return [...(now ?? [])].flatMap(([key, afters]) => {
    const [before, ...others] = old?.get(key) ?? [];
    const [after, ...more] = afters;
    return before && after && others.length + more.length === 0 ? [{ before, after }] : [];
  });
}

function without(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const keys = new Set(others.map(({ key }) => key));
  const own = new Map(grants.map((grant) => [grant.key, grant]));
  return [...own.values()].filter(({ key }) => !keys.has(key));
}

/** Whether all that one grant says, the other says too. */
function covers(wide: Grant, narrow: Grant): boolean {
  return (
    wide.effect === narrow.effect &&
    scopeCovers(lowered(wide.action), lowered(narrow.action)) &&
    scopeCovers(wide.resource, narrow.resource) &&
    scopeCovers(wide.principal, narrow.principal) &&
    (Object.keys(wide.condition).length === 0 ||
      fingerprint(wide.condition) === fingerprint(narrow.condition))
  );
}

function scopeCovers(wide: Scope | undefined, narrow: Scope | undefined): boolean {
  if (!wide || !narrow) return wide === narrow;
  if (wide.not && narrow.not)
    return wide.patterns.every((left) => narrow.patterns.some((out) => globCovers(out, left)));
  if (wide.not)
    return !wide.patterns.some((left) => narrow.patterns.some((one) => overlap(left, one)));
  if (narrow.not) return wide.patterns.includes('*');
  return narrow.patterns.every((one) => wide.patterns.some((all) => globCovers(all, one)));
}

/**
 * Whether a pattern with `*` and `?` takes in whatever another does. A `*` is taken in by a `*`
 * alone, and a `?` by either.
 */
function globCovers(wide: string, narrow: string): boolean {
  let [at, star, mark, reached] = [0, -1, 0, 0];
  while (reached < narrow.length) {
    const [own, other] = [wide[at], narrow[reached]];
    if (own === '*') {
      [star, mark] = [at, reached];
      at += 1;
    } else if (own !== undefined && (own === other || (own === '?' && other !== '*'))) {
      at += 1;
      reached += 1;
    } else if (star >= 0) {
      // The last star takes one more.
      mark += 1;
      [at, reached] = [star + 1, mark];
    } else return false;
  }
  return /^\**$/.test(wide.slice(at));
}
