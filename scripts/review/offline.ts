/** What a change of the files would change, from two synthesised configurations: no AWS, no Terraform. */
import { type Bill, bill } from '../../environments/model/bill.ts';
import { type NextRun, nextRun } from '../../environments/model/next-run.ts';
import { type Prices, priceGap } from '../../environments/model/prices.ts';
import type { Environment, Settings } from '../../environments/model/schema.ts';
import type { Configuration } from '../../stacks/app.ts';
import { configured, dataIn, leaving } from '../terraform/retain.ts';
import { type Attribution, attribute } from './attribute.ts';
import { type BlockChange, compare } from './compare.ts';

/** One side of a comparison: an environment as its files say it. */
interface Side {
  readonly environment: Environment;
  readonly settings: Settings;
  /** The environment that other settings would make beside the same neighbours. */
  complete(settings: Settings): Environment;
}

/** An offline review. */
export interface OfflineReview {
  readonly attribution: Attribution;
  /** Undefined on both sides if the region has no prices. */
  readonly bills: { readonly before: Bill | undefined; readonly after: Bill | undefined };
  /** In words the data that the files no longer name and that stays. */
  readonly kept: readonly string[];
  /** By job, of both sides. */
  readonly runs: ReadonlyMap<
    string,
    { readonly before: NextRun | undefined; readonly after: NextRun | undefined }
  >;
}

/** What a review is made from. */
export interface OfflineProps {
  /** Undefined: the environment is new. */
  readonly before: Side | undefined;
  readonly after: Side;
  readonly synthesise: (environment: Environment) => Configuration;
  readonly prices: Prices;
  readonly now: Date;
}

/** Compares two sides: resources with the keys they follow from, money, next runs. */
export function reviewOffline({
  before,
  after,
  synthesise,
  prices,
  now,
}: OfflineProps): OfflineReview {
  const { region } = after.environment;
  const gap = priceGap(prices, region) ?? (before && priceGap(prices, before.environment.region));
  const billOf = (side: Side | undefined): Bill | undefined =>
    side && gap === undefined ? bill(side.environment, prices, { now }) : undefined;
  const runsOf = (side: Side | undefined): Map<string, NextRun> =>
    new Map(side?.environment.jobs.map((job) => [job.name, nextRun(job, now)]));
  const [old, current] = [runsOf(before), runsOf(after)];
  const jobs = [...new Set([...current.keys(), ...old.keys()])].sort();
  return {
    attribution: before
      ? attribute(
          before.settings,
          after.settings,
          (settings) => synthesise(after.complete(settings)),
          synthesise(before.environment),
        )
      : created(synthesise(after.environment)),
    bills: { before: billOf(before), after: billOf(after) },
    kept: before ? keptData(synthesise(before.environment), after.environment, synthesise) : [],
    runs: new Map(jobs.map((job) => [job, { before: old.get(job), after: current.get(job) }])),
  };
}

function keptData(
  before: Configuration,
  after: Environment,
  synthesise: OfflineProps['synthesise'],
): string[] {
  if (after.removalPolicy !== 'retain') return [];
  return leaving(configured(before), configured(synthesise(after))).flatMap(
    (one) => dataIn(one) ?? [],
  );
}

/** A new environment: everything comes from its file being there. */
function created(configuration: Configuration): Attribution {
  const blocks: ReadonlyMap<string, BlockChange> = compare(undefined, configuration);
  return { blocks, effects: [], shared: new Map(), together: [], elsewhere: [] };
}
