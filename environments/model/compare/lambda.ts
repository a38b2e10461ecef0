import { type Activity, containers, MIB_PER_GB } from '../bill/activity.ts';
import { CPU_UNITS, MILLION } from '../bill/compute.ts';
import { FREE_STORAGE_GIB } from '../fixed.ts';
import type { RegionPrices } from '../prices.ts';
import type { Job } from '../schema.ts';

/**
 * Lambda's limits.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const LAMBDA_MINUTES = 15;
const MOST_MIB = 10_240;
const MOST_STORAGE_GIB = 10;
/** Of all functions of an account and region, until AWS is asked for more. */
const MOST_AT_ONCE = 1000;

/**
 * Lambda has no setting for CPU: a function of this memory gets one vCPU, others their share.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const MIB_PER_VCPU = 1769;

/** Why Lambda can't run the jobs; undefined if it can. */
export function lambdaObstacle(jobs: readonly Activity[]): string | undefined {
  for (const { job, seconds } of jobs) {
    const { name, ephemeralStorageGiB: storage } = job;
    if (seconds > LAMBDA_MINUTES * 60) return `${name} runs longer than ${LAMBDA_MINUTES} minutes`;
    if (job.memory > MOST_MIB) return `${name} needs more than 10,240 MiB`;
    if (memory(job) > MOST_MIB) return `${name} needs more vCPU than 10,240 MiB bring`;
    if (job.shards > MOST_AT_ONCE)
      return `${name} has more shards than the 1,000 calls that run at once by default`;
    // 20 GiB is what a job has that asks for nothing.
    if (storage > FREE_STORAGE_GIB)
      return `${name} asks for more than ${MOST_STORAGE_GIB} GiB of /tmp`;
  }
  return undefined;
}

/** MiB of a function with the job's memory and its CPU. */
function memory({ cpu, memory }: Job): number {
  return Math.max(memory, Math.ceil((cpu / CPU_UNITS) * MIB_PER_VCPU));
}

/** Memory of each job's function. */
export function lambdaSize(jobs: readonly Activity[]): string {
  return [...new Set(jobs.map(({ job }) => `${memory(job)} MiB`))].join(', ');
}

/** USD a month; a job's containers are one call each, with the 512 MiB of /tmp that are free. */
export function lambdaUsd(
  jobs: readonly Activity[],
  { items }: RegionPrices,
  allowances: Partial<RegionPrices['allowances']> = {},
): number {
  let { 'lambda.gb-seconds': free = 0 } = allowances;
  let usd = 0;
  for (const activity of jobs) {
    const { job, seconds } = activity;
    const used = (containers(activity) * seconds * memory(job)) / MIB_PER_GB;
    usd += Math.max(0, used - free) * items[`lambda.gb-second.${job.architecture}`].usd;
    free = Math.max(0, free - used);
  }
  const calls = jobs.reduce((sum, activity) => sum + containers(activity), 0) / MILLION;
  const { 'lambda.requests': freeCalls = 0 } = allowances;
  return usd + Math.max(0, calls - freeCalls) * items['lambda.request'].usd;
}
