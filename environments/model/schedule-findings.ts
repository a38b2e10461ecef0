import type { Finding } from './rules/rule.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import type { Job } from './schema.ts';

/** What is to be said of the jobs' schedules, each at its place; nothing of those that are wrong. */
export function* scheduleFindings(
  jobs: readonly Job[],
  say: (schedule: Schedule, timezone: string) => readonly string[],
): Generator<Finding> {
  for (const job of jobs) {
    const schedule = scheduleOf(job);
    for (const message of schedule ? say(schedule, job.timezone) : [])
      yield { path: ['jobs', job.name, 'schedule'], message };
  }
}
