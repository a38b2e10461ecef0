/** What an environment's images are. */
import type { Environment, Job } from './schema.ts';

/** A pipeline whose environment has no jobs builds for what a job has without saying. */
const WITHOUT_JOBS = 'arm64';

/** The processor that an environment's pipeline builds for; a rule keeps all jobs to it. */
export function builtFor({ jobs }: Pick<Environment, 'jobs'>): Job['architecture'] {
  return jobs[0]?.architecture ?? WITHOUT_JOBS;
}
