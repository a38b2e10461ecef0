import type { Rule } from './rule.ts';

const FORMS = [
  /^none$/,
  // Six fields of which exactly one day field is a question mark.
  /^cron\((\S+ ){2}(\? \S+ (?!\?)\S+|(?!\?)\S+ \S+ \?) \S+\)$/,
  // The singular exactly when the number is 1.
  /^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/,
  /^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/,
];

export const scheduleForm: Rule = {
  id: 'schedule-form',
  *check({ jobs }) {
    for (const { name, schedule } of jobs) {
      if (FORMS.some((form) => form.test(schedule))) continue;
      yield {
        path: ['jobs', name, 'schedule'],
        message: `schedule "${schedule}" has no form that AWS knows: use cron(15 3 * * ? *), where one of the two day fields is a question mark, rate(2 hours), at(2030-01-31T03:15:00) or none`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: cron(15 3 * * *)\n',
    at: '3:15',
    message:
      'schedule "cron(15 3 * * *)" has no form that AWS knows: use cron(15 3 * * ? *), where one of the two day fields is a question mark, rate(2 hours), at(2030-01-31T03:15:00) or none',
  },
};
