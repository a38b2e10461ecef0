/** A month's bill of an environment, line by line, from the configuration alone. */
import { type ActivityOptions, activities } from './bill/activity.ts';
import { type Assumption, DEFAULT_ASSUMPTIONS, sharedAssumptions } from './bill/assumptions.ts';
import { computeUsage } from './bill/compute.ts';
import { dataUsage, hasForeignInput, hasForeignRegistry } from './bill/data.ts';
import { type Line, priced, type Total, total } from './bill/line.ts';
import { networkUsage, referenceNetworkUsd } from './bill/network.ts';
import { serviceUsage } from './bill/services.ts';
import { type Prices, regionPrices } from './prices.ts';
import type { Environment } from './schema.ts';

/** What one environment costs in a month of 730 hours, in USD without tax. */
export interface Bill {
  readonly environment: string;
  readonly region: string;
  /** Day of the oldest price, such as `2026-11-23`. */
  readonly pricesOf: string;
  readonly lines: readonly Line[];
  /** The sum of all lines. */
  readonly total: Total;
  /** The part that is due month after month, without a run or a build. */
  readonly fixed: Total;
  /** What the usual private network would add: three interface endpoints in one zone. */
  readonly referenceNetworkUsd: number;
  readonly assumptions: readonly Assumption[];
}

/**
 * The bill of an environment, whether what it names is built yet or not.
 *
 * @throws Error if its region has no prices; `priceGap` says so before.
 */
export function bill(environment: Environment, prices: Prices, options: ActivityOptions): Bill {
  const assumptions = { ...DEFAULT_ASSUMPTIONS, ...options.assume };
  const region = regionPrices(prices, environment.region);
  const jobs = activities(environment, options);
  const lines = priced(
    [
      ...jobs.flatMap(computeUsage),
      ...networkUsage(environment, jobs, assumptions),
      ...dataUsage(environment, jobs, assumptions),
      ...serviceUsage(environment, jobs, assumptions),
    ],
    region,
  );
  const stated = [
    ...jobs.flatMap((job) => job.assumptions),
    ...sharedAssumptions(assumptions, {
      builds: environment.pipeline !== undefined,
      nat: environment.network.mode === 'nat',
      foreign: hasForeignRegistry(environment) || environment.jobs.some(hasForeignInput),
    }),
  ];
  return {
    environment: environment.name,
    region: environment.region,
    pricesOf: region.date,
    lines,
    total: total(lines),
    fixed: total(lines.filter(({ per }) => per === 'month')),
    referenceNetworkUsd: referenceNetworkUsd(region),
    // What nothing is known of is assumed once for all jobs.
    assumptions: [...new Map(stated.map((one) => [`${one.what} ${one.unit}`, one])).values()],
  };
}
