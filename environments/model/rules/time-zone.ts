import { isTimeZone } from '../schedule.ts';
import type { Rule } from './rule.ts';

export const timeZone: Rule = {
  id: 'time-zone',
  *check({ jobs }) {
    for (const { name, timezone } of jobs) {
      if (isTimeZone(timezone)) continue;
      yield {
        path: ['jobs', name, 'timezone'],
        message: `"${timezone}" is no time zone: use an IANA name such as Europe/Berlin or UTC`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    timezone: Europe/Berln\n',
    at: '3:15',
    message: '"Europe/Berln" is no time zone: use an IANA name such as Europe/Berlin or UTC',
  },
};
