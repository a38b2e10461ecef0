import { FREE_STORAGE_GIB } from '../fixed.ts';
import { type Activity, containerHours, MIB_PER_GB } from './activity.ts';
import type { Usage } from './line.ts';

/** AWS' unit of `cpu`: 1024 of them are one vCPU. */
export const CPU_UNITS = 1024;
/** Starts are priced by the million. */
export const MILLION = 1_000_000;

/** What the containers of a job and their schedule use. */
export function computeUsage(activity: Activity): Usage[] {
  const { job, runs } = activity;
  const { architecture } = job;
  const hours = containerHours(activity);
  const market = job.spot ? 'fargate-spot' : 'fargate';
  const where = job.spot ? 'Fargate Spot' : 'Fargate';
  const on = { path: ['jobs', job.name], per: 'run' } as const;
  return [
    {
      ...on,
      what: `${job.name}: ${where} vCPU, ${architecture}`,
      item: `${market}.vcpu.${architecture}`,
      quantity: (job.cpu / CPU_UNITS) * hours,
    },
    {
      ...on,
      what: `${job.name}: ${where} memory, ${architecture}`,
      item: `${market}.memory.${architecture}`,
      quantity: (job.memory / MIB_PER_GB) * hours,
    },
    {
      ...on,
      what: `${job.name}: scratch space above ${FREE_STORAGE_GIB} GiB`,
      item: 'fargate.storage',
      quantity: (job.ephemeralStorageGiB - FREE_STORAGE_GIB) * hours,
    },
    {
      ...on,
      what: `${job.name}: starts by the schedule`,
      item: 'scheduler.start',
      quantity: runs / MILLION,
    },
  ];
}
