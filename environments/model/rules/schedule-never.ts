import { warnOfNever } from '../schedule.ts';
import { scheduleFindings } from '../schedule-findings.ts';
import type { Rule } from './rule.ts';

/** A warning, not an error: a file must not break by waiting. */
export const scheduleNever: Rule = {
  id: 'schedule-never',
  severity: 'warning',
  check: ({ jobs }, { now }) =>
    scheduleFindings(jobs, (schedule, timezone) => warnOfNever(schedule, timezone, now)),
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: at(2020-01-31T03:15:00)\n',
    at: '3:15',
    message: 'at(2020-01-31T03:15:00) never runs again: name a time to come, or write none',
  },
};
