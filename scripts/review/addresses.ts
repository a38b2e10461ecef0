/** Whose a resource of this repository is: its address bears its construct's path. */
import { quote, type Words, words } from './words.ts';

const JOB = /\.jobs_([a-z0-9-]+)_/;

/** The job that it belongs to; undefined of anything else. */
export function jobIn(address: string): string | undefined {
  return JOB.exec(address)?.[1];
}

/** Whether it holds what the job's own code may do. */
export function isJobsPolicy(address: string): boolean {
  return JOB.test(address) && address.includes('_task-role_policy');
}

/** Roles by their addresses; with a space at the end the job's name follows. */
const ROLES: readonly (readonly [address: RegExp, holder: string])[] = [
  [/\.jobs_[a-z0-9-]+_task-role_/, 'the job '],
  [/\.jobs_[a-z0-9-]+_execution-role_/, 'the execution role of the job '],
  [/\.jobs_[a-z0-9-]+_scheduler-role_/, 'the schedule of the job '],
  [/\.jobs_[a-z0-9-]+_again_role_/, 'what restarts the job '],
  [/\.pipeline_build-role_/, 'the build of the image'],
  [/\.pipeline_(.+_)?start-role_/, 'what starts the pipeline'],
  [/\.pipeline_role_/, 'the pipeline'],
];

/** Who has the role, which says more than its name does; undefined of a role of somebody else's. */
export function roleHolder(address: string): Words | undefined {
  const holder = ROLES.find(([form]) => form.test(address))?.[1];
  if (holder === undefined) return undefined;
  return holder.endsWith(' ') ? words`${holder}${quote(jobIn(address) ?? '')}` : [holder];
}
