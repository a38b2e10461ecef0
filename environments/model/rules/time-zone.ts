import type { Rule } from './rule.ts';

function known(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    // Offsets such as +01:00 are zones to Intl, but not to AWS.
    return !/^[+-]/.test(timezone);
  } catch {
    return false;
  }
}

export const timeZone: Rule = {
  id: 'time-zone',
  *check({ jobs }) {
    for (const { name, timezone } of jobs) {
      if (known(timezone)) continue;
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
