import { warnOfClockChange } from '../schedule.ts';
import { scheduleFindings } from '../schedule-findings.ts';
import type { Rule } from './rule.ts';

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export const scheduleClockChange: Rule = {
  id: 'schedule-clock-change',
  severity: 'warning',
  check: ({ jobs }, { now }) =>
    scheduleFindings(jobs, (schedule, timezone) => warnOfClockChange(schedule, timezone, now)),
  example: {
    // In March alone: each night at 02:15 would also meet the change in autumn.
    yaml: 'jobs:\n  flight-delays:\n    schedule: cron(15 2 ? 3 SUN *)\n',
    at: '3:15',
    message:
      '02:15 does not exist on 2027-03-28 in Europe/Berlin and the run is skipped: take another time or timezone: UTC',
  },
};
