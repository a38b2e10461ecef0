import { type Activity, MIB_PER_GB, MONTH_HOURS } from '../bill/activity.ts';
import { CPU_UNITS } from '../bill/compute.ts';
import { FREE_STORAGE_GIB } from '../fixed.ts';
import type { RegionPrices } from '../prices.ts';
import type { Job } from '../schema.ts';

/**
 * Small machines on ARM: each costs twice the one before.
 *
 * @see https://aws.amazon.com/ec2/instance-types/t4/
 */
const MACHINES = [
  { name: 't4g.micro', vcpus: 2, gib: 1, price: 1 },
  { name: 't4g.small', vcpus: 2, gib: 2, price: 2 },
  { name: 't4g.medium', vcpus: 2, gib: 4, price: 4 },
  { name: 't4g.large', vcpus: 2, gib: 8, price: 8 },
  { name: 't4g.xlarge', vcpus: 4, gib: 16, price: 16 },
  { name: 't4g.2xlarge', vcpus: 8, gib: 32, price: 32 },
] as const;

/** What the system and a container engine take of a machine's memory. */
const SYSTEM_MIB = 256;
/** Disk for the system and an image. */
const DISK_GB = 8;
/** From the start of the machine to the image pull; as long as the least that a machine is billed for. */
const BOOT_SECONDS = 60;

/** The smallest machine that holds each of the jobs, one at a time. */
function machineFor(jobs: readonly Job[]) {
  const cpu = Math.max(0, ...jobs.map((job) => job.cpu));
  const memory = Math.max(0, ...jobs.map((job) => job.memory));
  return MACHINES.find(
    ({ vcpus, gib }) => vcpus * CPU_UNITS >= cpu && gib * MIB_PER_GB >= memory + SYSTEM_MIB,
  );
}

/** Why such a machine can't run the jobs; undefined if one can. */
export function machineObstacle(jobs: readonly Activity[]): string | undefined {
  for (const { job } of jobs) {
    if (!machineFor([job])) return `${job.name} needs more vCPU or memory than a t4g.2xlarge has`;
    if (job.architecture !== 'arm64') return `${job.name} is built for x86_64, a t4g is ARM`;
  }
  return undefined;
}

/** USD an hour of a machine with its disk and a public IPv4; undefined if none is large enough. */
function hourUsd(jobs: readonly Job[], { items }: RegionPrices): number | undefined {
  const machine = machineFor(jobs);
  if (!machine) return undefined;
  const scratch = Math.max(0, ...jobs.map((job) => job.ephemeralStorageGiB));
  const disk = DISK_GB + (scratch > FREE_STORAGE_GIB ? scratch : 0);
  return (
    machine.price * items['ec2.t4g.micro'].usd +
    (disk * items['ebs.gp3'].usd) / MONTH_HOURS +
    items['ipv4.hour'].usd
  );
}

/** The machine that takes all jobs. */
export function standingSize(jobs: readonly Activity[]): string | undefined {
  return machineFor(jobs.map(({ job }) => job))?.name;
}

/** The machine of each job. */
export function bootedSize(jobs: readonly Activity[]): string | undefined {
  const names = jobs.flatMap(({ job }) => machineFor([job])?.name ?? []);
  return [...new Set(names)].join(', ') || undefined;
}

/** USD a month of one machine that is always on and takes all jobs, one after the other. */
export function standingUsd(jobs: readonly Activity[], prices: RegionPrices): number | undefined {
  const hour = hourUsd(
    jobs.map(({ job }) => job),
    prices,
  );
  return hour === undefined ? undefined : hour * MONTH_HOURS;
}

/** USD a month of a machine booted for each run, which takes its shards one after the other. */
export function bootedUsd(jobs: readonly Activity[], prices: RegionPrices): number | undefined {
  let usd = 0;
  for (const { job, runs, seconds } of jobs) {
    const hour = hourUsd([job], prices);
    if (hour === undefined) return undefined;
    const run = BOOT_SECONDS + job.shards * seconds;
    usd += (runs * run * hour) / 3600;
  }
  return usd;
}
