import type { Environment } from '../schema.ts';
import type { Path } from '../source.ts';
import type { Rule } from './rule.ts';

/** Keys that cost or promise something, and do nothing but send mails. */
function asked({ monitoring, budget }: Environment): Path[] {
  return [
    ...(monitoring.deadLetterAlarm ? [['monitoring', 'deadLetterAlarm']] : []),
    ...(monitoring.missedRunAlarm ? [['monitoring', 'missedRunAlarm']] : []),
    ...(budget ? [['budget']] : []),
  ];
}

export const alarmUnheard: Rule = {
  id: 'alarm-unheard',
  *check(environment) {
    if (environment.alerts.emails.length > 0) return;
    for (const path of asked(environment)) {
      yield {
        path,
        message: `${path.join('.')} would tell nobody: name addresses under alerts.emails, or leave it out`,
      };
    }
  },
  example: {
    yaml: 'monitoring: { deadLetterAlarm: true }\n',
    at: '1:32',
    message:
      'monitoring.deadLetterAlarm would tell nobody: name addresses under alerts.emails, or leave it out',
  },
};
