import { type Activity, MONTH_HOURS } from '../bill/activity.ts';
import type { Assumptions } from '../bill/assumptions.ts';
import { computeUsage } from '../bill/compute.ts';
import { priced, total } from '../bill/line.ts';
import { networkUsage } from '../bill/network.ts';
import type { RegionPrices } from '../prices.ts';
import type { Environment } from '../schema.ts';
import { LAMBDA_MINUTES, lambdaObstacle, lambdaSize, lambdaUsd } from './lambda.ts';
import {
  bootedSize,
  bootedUsd,
  busyHours,
  machineObstacle,
  standingSize,
  standingUsd,
} from './machine.ts';

/** What is to be done in a month, and what AWS asks for. */
export interface Work {
  readonly environment: Environment;
  readonly jobs: readonly Activity[];
  readonly assumptions: Assumptions;
  readonly prices: RegionPrices;
}

/** A way to run jobs. */
export interface Design {
  readonly name: string;
  /** What it doesn't give, beside ours. */
  readonly lacks: string;
  /** USD a month of what runs the jobs and of its network; undefined if there is no such machine. */
  readonly usd: (work: Work) => number | undefined;
  /** What it is made of, such as `t4g.micro`. @default as ours */
  readonly size?: (work: Work) => string | undefined;
  /** The longest run it takes. @default any */
  readonly longestMinutes?: number;
  /** Why it can't do the work; undefined if it can. @default it can */
  readonly obstacle?: (work: Work) => string | undefined;
}

/**
 * USD a month of this design. Data, logs, images and builds are left out here and everywhere:
 * they cost the same whatever runs the jobs.
 */
export function ourUsd({ environment, jobs, assumptions, prices }: Work): number {
  const usages = [...jobs.flatMap(computeUsage), ...networkUsage(environment, jobs, assumptions)];
  return total(priced(usages, prices)).usd;
}

/** This design in another network. */
function inNetwork(network: Partial<Environment['network']>, plain = false) {
  return (work: Work): number => {
    const { environment } = work;
    return ourUsd({
      ...work,
      environment: {
        ...environment,
        network: { ...environment.network, ...network },
        // Secrets would ask for endpoints of their own.
        jobs: plain ? environment.jobs.map((job) => ({ ...job, secrets: {} })) : environment.jobs,
      },
    });
  };
}

const LAMBDA_LACKS =
  "runs over 15 minutes, images without Lambda's interface, Spot, over 512 MiB of /tmp for nothing";

/** What ours is compared with. */
export const DESIGNS: readonly Design[] = [
  {
    name: 'Lambda with its free allowance',
    lacks: LAMBDA_LACKS,
    size: ({ jobs }) => lambdaSize(jobs),
    longestMinutes: LAMBDA_MINUTES,
    usd: ({ jobs, prices }) => lambdaUsd(jobs, prices, prices.allowances),
    obstacle: ({ jobs }) => lambdaObstacle(jobs),
  },
  {
    name: 'Lambda without free allowance',
    lacks: LAMBDA_LACKS,
    size: ({ jobs }) => lambdaSize(jobs),
    longestMinutes: LAMBDA_MINUTES,
    usd: ({ jobs, prices }) => lambdaUsd(jobs, prices),
    obstacle: ({ jobs }) => lambdaObstacle(jobs),
  },
  {
    name: 'always-on VM',
    lacks: 'isolation of jobs, patches and restarts without a hand',
    size: ({ jobs }) => standingSize(jobs),
    usd: ({ jobs, prices }) => standingUsd(jobs, prices),
    obstacle: ({ jobs }) => {
      if (busyHours(jobs) > MONTH_HOURS)
        return 'one machine would need more hours than a month has';
      return machineObstacle(jobs);
    },
  },
  {
    name: 'VM booted for each run',
    lacks: 'boot, shutdown and patches without code of your own',
    size: ({ jobs }) => bootedSize(jobs),
    usd: ({ jobs, prices }) => bootedUsd(jobs, prices),
    obstacle: ({ jobs }) => machineObstacle(jobs),
  },
  {
    name: 'this design with a NAT gateway',
    lacks: 'nothing; its tasks have no public address',
    usd: inNetwork({ mode: 'nat' }),
  },
  {
    name: 'this design with interface endpoints',
    lacks: 'a way to the internet; its tasks have no public address',
    usd: inNetwork({ mode: 'endpoints' }),
  },
  {
    name: 'this design in the reference network',
    lacks: 'a way to the internet, a second zone',
    usd: inNetwork({ mode: 'endpoints', availabilityZones: 1 }, true),
  },
];
