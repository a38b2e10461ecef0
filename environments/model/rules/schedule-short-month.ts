import { warnOfShortMonth } from '../schedule.ts';
import { scheduleFindings } from '../schedule-findings.ts';
import type { Rule } from './rule.ts';

export const scheduleShortMonth: Rule = {
  id: 'schedule-short-month',
  severity: 'warning',
  check: ({ jobs }) => scheduleFindings(jobs, warnOfShortMonth),
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: cron(15 3 31 1-4 ? *)\n',
    at: '3:15',
    message:
      'February and April have no day 31 and the run is passed over: take L, the last day, or one up to 28',
  },
};
