/** The files that a plan was made from, and what they say beside it: keys, bill, causes. */
import { type Bill, bill } from '../../environments/model/bill.ts';
import type { KeyChange } from '../../environments/model/changed-keys.ts';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import { type Prices, priceGap } from '../../environments/model/prices.ts';
import type { Environment } from '../../environments/model/schema.ts';
import type { Origin } from '../../environments/model/source.ts';
import type { Configuration } from '../../stacks/app.ts';
import { type Attribution, attribute } from './attribute.ts';
import type { Review } from './review.ts';
import { quote, type Words, words } from './words.ts';

/** One side of a comparison: an environment as its files say it. */
type Side = Pick<LoadedEnvironment, 'environment' | 'settings' | 'complete' | 'file' | 'origin'>;

/** The files that a plan was made from. */
export interface Files {
  readonly after: Side;
  /** Undefined: there is nothing to compare with, so no key is known to change. */
  readonly compared: Compared | undefined;
  readonly synthesise: (environment: Environment) => Configuration;
  readonly prices: Prices;
}

/** The files that they are compared with. */
export interface Compared {
  /** Undefined: the environment is new. */
  readonly before: Side | undefined;
  /** What `before` is, such as `origin/main`. */
  readonly base: string;
  /** Files of code that differ too. */
  readonly code: readonly string[];
}

/** What changed keys do; of a new environment, what each of its jobs does. */
export function attributionOf({ compared, after, synthesise }: Files): Attribution | undefined {
  if (!compared) return undefined;
  const { before } = compared;
  const settings = before?.settings ?? { ...after.settings, jobs: {} };
  return attribute(
    settings,
    after.settings,
    (changed) => synthesise(after.complete(changed)),
    before && synthesise(before.environment),
  );
}

/** Where a change was written; what is gone, where it stood. */
export function originOf({ path, after }: KeyChange, before: Side | undefined, side: Side): Origin {
  return (after === undefined ? (before ?? side) : side).origin(path);
}

/** The month's bill by the list prices; undefined where the region has none. */
export function billOf({ prices }: Files, environment: Environment, now: Date): Bill | undefined {
  return priceGap(prices, environment.region) === undefined
    ? bill(environment, prices, { now })
    : undefined;
}

/** Both bills' totals, USD a month. */
export function moneyOf(files: Files, now: Date): Review['money'] {
  const { compared, after } = files;
  const before = compared?.before;
  const usd = ({ environment }: Side) => billOf(files, environment, now)?.total.usd;
  const current = usd(after);
  if (current === undefined) return undefined;
  return { before: before && usd(before), after: current };
}

/** Why a plan changes what no key says. */
export function causeOf({ compared, after }: Files): Words | undefined {
  if (!compared) return undefined;
  const { before, base, code } = compared;
  if (!before) return words`the environment is new`;
  const [first, ...rest] = code;
  if (first !== undefined)
    return rest.length === 0
      ? words`from code: ${quote(first)}`
      : words`from code: ${quote(first)} and ${rest.length} more`;
  return words`no key of ${quote(after.file)} that changed since ${quote(base)} explains it: not applied yet, or changed in AWS`;
}
