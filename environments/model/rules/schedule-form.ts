import { parseSchedule, ScheduleError } from '../schedule.ts';
import type { Rule } from './rule.ts';

function problemOf(schedule: string): string | undefined {
  try {
    parseSchedule(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
}

export const scheduleForm: Rule = {
  id: 'schedule-form',
  *check({ jobs }) {
    for (const { name, schedule } of jobs) {
      const message = problemOf(schedule);
      if (message !== undefined) yield { path: ['jobs', name, 'schedule'], message };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: cron(15 3 * * *)\n',
    at: '3:15',
    message:
      'schedule "cron(15 3 * * *)" has 5 fields, AWS cron has six: minute hour day-of-month month day-of-week year',
  },
};
