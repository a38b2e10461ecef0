import { near } from '../hints.ts';
import { isTimeZone, TIME_ZONES } from '../schedule.ts';
import type { Rule } from './rule.ts';

export const timeZone: Rule = {
  id: 'time-zone',
  *check({ jobs }) {
    for (const { name, timezone } of jobs) {
      if (isTimeZone(timezone)) continue;
      yield { path: ['jobs', name, 'timezone'], message: noTimeZone(timezone) };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    timezone: Europe/Berln\n',
    at: '3:15',
    message: '"Europe/Berln" is no time zone of the IANA database: did you mean Europe/Berlin?',
  },
};

/** What is said of a name that is no time zone. */
export function noTimeZone(name: string): string {
  const guess =
    TIME_ZONES.find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? near(name, TIME_ZONES);
  const remedy = guess ? `did you mean ${guess}?` : 'use a place such as Europe/Berlin, or UTC';
  return `"${name}" is no time zone of the IANA database: ${remedy}`;
}
