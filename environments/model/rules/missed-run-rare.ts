import { runsTooRarely } from '../missed-run.ts';
import type { Rule } from './rule.ts';

/** A warning: the other jobs of the environment have their alarms all the same. */
export const missedRunRare: Rule = {
  id: 'missed-run-rare',
  severity: 'warning',
  *check({ monitoring, jobs }) {
    if (!monitoring.missedRunAlarm) return;
    for (const job of jobs.filter(runsTooRarely)) {
      yield {
        path: ['jobs', job.name, 'schedule'],
        message: `${job.schedule} may be silent for longer than the 7 days that an alarm can look back, so this job has no missed-run alarm: watch its reports`,
      };
    }
  },
  example: {
    yaml: 'alerts: { emails: [a@example.com] }\nmonitoring: { missedRunAlarm: true }\njobs:\n  flight-delays:\n    schedule: cron(0 3 1 * ? *)\n',
    at: '5:15',
    message:
      'cron(0 3 1 * ? *) may be silent for longer than the 7 days that an alarm can look back, so this job has no missed-run alarm: watch its reports',
  },
};
