import { type Activity, containers, MIB_PER_GB, MONTH_HOURS } from '../bill/activity.ts';
import type { Assumption } from '../bill/assumptions.ts';
import { CPU_UNITS } from '../bill/compute.ts';
import type { RegionPrices } from '../prices.ts';
import type { Job } from '../schema.ts';

/**
 * Small machines on ARM: each costs twice the one before. The baseline is the vCPU that is paid
 * for with the machine; as long as jobs use less, it saves credits.
 *
 * @see https://aws.amazon.com/ec2/instance-types/t4/
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */
const MACHINES = [
  { name: 't4g.micro', vcpus: 2, baseline: 0.2, gib: 1, price: 1 },
  { name: 't4g.small', vcpus: 2, baseline: 0.4, gib: 2, price: 2 },
  { name: 't4g.medium', vcpus: 2, baseline: 0.4, gib: 4, price: 4 },
  { name: 't4g.large', vcpus: 2, baseline: 0.6, gib: 8, price: 8 },
  { name: 't4g.xlarge', vcpus: 4, baseline: 1.6, gib: 16, price: 16 },
  { name: 't4g.2xlarge', vcpus: 8, baseline: 3.2, gib: 32, price: 32 },
] as const;

type Machine = (typeof MACHINES)[number];

/** Credits are saved for this long. */
const DAY_HOURS = 24;
/** What the system and a container engine take of a machine's memory. */
const SYSTEM_MIB = 256;
/** Disk for the system and an image, beside the scratch space that a task has. */
const DISK_GB = 8;
/** From the start of the machine to the image pull; as long as the least that a machine is billed for. */
const BOOT_SECONDS = 60;

/** What the cost of a machine goes by. */
export const MACHINE_ASSUMPTIONS: readonly Assumption[] = [
  { what: 'CPU that a job uses on a VM, of what it asks for', value: 100, unit: '%' },
  { what: 'disk of a VM, beside the scratch space that a task has', value: DISK_GB, unit: 'GB' },
  { what: 'boot of a VM, up to the image pull', value: BOOT_SECONDS, unit: 's' },
];

/** The smallest machine that holds each of the jobs, one at a time. */
function machineFor(jobs: readonly Job[]): Machine | undefined {
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

/** USD an hour of a machine with a disk for the jobs and a public IPv4. */
function hourUsd(machine: Machine, jobs: readonly Job[], { items }: RegionPrices): number {
  const disk = DISK_GB + Math.max(0, ...jobs.map((job) => job.ephemeralStorageGiB));
  return (
    machine.price * items['ec2.t4g.micro'].usd +
    (disk * items['ebs.gp3'].usd) / MONTH_HOURS +
    items['ipv4.hour'].usd
  );
}

/**
 * USD for vCPU-hours above those that credits cover: a t4g isn't slowed down, it costs more.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
 */
function surplusUsd(used: number, covered: number, { items }: RegionPrices): number {
  return Math.max(0, used - covered) * items['ec2.t4g.surplus'].usd;
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

/** Hours a month in which one machine works that takes all containers one after the other. */
export function busyHours(jobs: readonly Activity[]): number {
  return jobs.reduce((sum, job) => sum + (containers(job) * job.seconds) / 3600, 0);
}

/**
 * USD a month of one machine that is always on and takes all jobs, one after the other. Credits of
 * 24 hours cover a day, so those of days without a run are lost; jobs are taken to share their days.
 */
export function standingUsd(jobs: readonly Activity[], prices: RegionPrices): number | undefined {
  const all = jobs.map(({ job }) => job);
  const machine = machineFor(all);
  if (!machine) return undefined;
  const used = jobs.reduce((sum, one) => sum + (one.job.cpu / CPU_UNITS) * busyHours([one]), 0);
  const daysWithRuns = Math.max(0, ...jobs.map(({ runs }) => runs));
  // A run of more than a day saves credits as long as it takes.
  const saving = Math.min(MONTH_HOURS, Math.max(DAY_HOURS * daysWithRuns, busyHours(jobs)));
  return (
    hourUsd(machine, all, prices) * MONTH_HOURS +
    surplusUsd(used, machine.baseline * saving, prices)
  );
}

/**
 * USD a month of a machine booted for each run, which takes its shards one after the other. It has
 * no idle hours to save credits in.
 */
export function bootedUsd(jobs: readonly Activity[], prices: RegionPrices): number | undefined {
  let usd = 0;
  for (const { job, runs, seconds } of jobs) {
    const machine = machineFor([job]);
    if (!machine) return undefined;
    const hours = (runs * (BOOT_SECONDS + job.shards * seconds)) / 3600;
    const used = (job.cpu / CPU_UNITS) * hours;
    usd += hours * hourUsd(machine, [job], prices);
    usd += surplusUsd(used, machine.baseline * hours, prices);
  }
  return usd;
}
