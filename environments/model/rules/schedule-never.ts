import { scheduleOf, warnOfNever } from '../schedule.ts';
import type { Rule } from './rule.ts';

/** A warning, not an error: a file must not break by waiting. */
export const scheduleNever: Rule = {
  id: 'schedule-never',
  severity: 'warning',
  *check({ jobs }, { now }) {
    for (const job of jobs) {
      const schedule = scheduleOf(job);
      for (const message of schedule ? warnOfNever(schedule, job.timezone, now) : []) {
        yield { path: ['jobs', job.name, 'schedule'], message };
      }
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: at(2020-01-31T03:15:00)\n',
    at: '3:15',
    message: 'at(2020-01-31T03:15:00) never runs again: name a time to come, or write none',
  },
};
