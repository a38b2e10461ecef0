/** The same jobs by other designs: what each costs, whether it fits, and where the costs cross. */
import { type ActivityOptions, activities, MONTH_HOURS } from './bill/activity.ts';
import { DEFAULT_ASSUMPTIONS } from './bill/assumptions.ts';
import { DESIGNS, type Design, ourUsd, type Work } from './compare/designs.ts';
import { type Prices, regionPrices } from './prices.ts';
import type { Environment } from './schema.ts';

/** Where two costs cross. */
interface BreakEven {
  /** Minutes of a run, for each of its containers. */
  readonly minutes: number;
  /** What the other design is for longer runs. */
  readonly beyond: 'cheaper' | 'dearer';
}

/** Another design. USD a month of what runs the jobs and of its network; the rest costs the same. */
export interface Alternative {
  readonly design: string;
  /** Such as `t4g.micro`; undefined where it is as ours. */
  readonly size: string | undefined;
  /** Undefined if no such machine is to be had. */
  readonly usd: number | undefined;
  /** Its cost less ours: below zero it is cheaper. */
  readonly differenceUsd: number | undefined;
  /** Why it can't do the work; undefined if it can. */
  readonly obstacle: string | undefined;
  /** What it doesn't give, in a few words. */
  readonly lacks: string;
  /** Undefined: never, as long as it fits and a run ends before the next. */
  readonly breakEven: BreakEven | undefined;
}

/** One job as if it were alone in its environment, or all jobs together. */
export interface Comparison {
  /** Undefined for all jobs together, which have no break-even: each has its own run time. */
  readonly job: string | undefined;
  /** USD a month of this design as it is configured. */
  readonly usd: number;
  /** Of each container, in minutes; undefined for all jobs together. */
  readonly runMinutes: number | undefined;
  readonly alternatives: readonly Alternative[];
}

/**
 * Compares each job of an environment, then all of them, with other designs.
 *
 * @throws Error if the region has no prices; `priceGap` says so before.
 */
export function compare(
  environment: Environment,
  prices: Prices,
  options: ActivityOptions,
): Comparison[] {
  const work: Work = {
    environment,
    jobs: activities(environment, options),
    assumptions: { ...DEFAULT_ASSUMPTIONS, ...options.assume },
    prices: regionPrices(prices, environment.region),
  };
  const alone = work.jobs.map((activity) => {
    const { job } = activity;
    const own = { ...work, environment: { ...environment, jobs: [job] }, jobs: [activity] };
    return comparison(own, job.name, activity.seconds / 60);
  });
  return [...alone, comparison(work)];
}

function comparison(work: Work, job?: string, runMinutes?: number): Comparison {
  const ours = ourUsd(work);
  const alternatives = DESIGNS.map((design): Alternative => {
    const usd = design.usd(work);
    return {
      design: design.name,
      size: design.size?.(work),
      usd,
      differenceUsd: usd === undefined ? undefined : usd - ours,
      obstacle: design.obstacle?.(work),
      lacks: design.lacks,
      breakEven: job === undefined ? undefined : breakEven(work, design),
    };
  });
  return { job, usd: ours, runMinutes, alternatives };
}

/** Below this a run is all start. */
const SHORTEST_MINUTES = 0.01;
/** Halvings until a billionth of the run time is left. */
const HALVINGS = 30;

/**
 * The longest run time at which a design costs what ours costs. There may be a second within
 * the minute that is billed at least; what holds for longer runs is what one plans by.
 */
function breakEven(work: Work, design: Design): BreakEven | undefined {
  const runs = Math.max(...work.jobs.map((job) => job.runs));
  if (runs === 0) return undefined;
  const at = (minutes: number): Work => ({
    ...work,
    jobs: work.jobs.map((job) => ({ ...job, seconds: minutes * 60 })),
  });
  const cheaper = (minutes: number): boolean =>
    (design.usd(at(minutes)) ?? Number.POSITIVE_INFINITY) < ourUsd(at(minutes));
  // A run ends before the next one starts.
  let high = Math.min(design.longestMinutes ?? Number.POSITIVE_INFINITY, (MONTH_HOURS * 60) / runs);
  const beyond = cheaper(high);
  while (cheaper(high / 2) === beyond) {
    high /= 2;
    if (high < SHORTEST_MINUTES) return undefined;
  }
  let low = high / 2;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (cheaper(middle) === beyond) high = middle;
    else low = middle;
  }
  if (design.obstacle?.(at(high))) return undefined;
  return { minutes: high, beyond: beyond ? 'cheaper' : 'dearer' };
}
