import { seconds } from '../duration.ts';
import type { Rule } from './rule.ts';

const UNIT = { minute: 60, hour: 3600, day: 86_400 } as const;

/** The shortest retry window that EventBridge Scheduler takes, in seconds. */
const SHORTEST = 60;

/** Seconds between two starts of a `rate(...)`; undefined for any other schedule. */
function interval(schedule: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT[unit as keyof typeof UNIT];
}

/** A start that is still tried when the next is due would run the job twice at once. */
export const retryBeforeNext: Rule = {
  id: 'retry-before-next',
  *check({ jobs }) {
    for (const { name, schedule, retryWindow } of jobs) {
      const next = interval(schedule);
      if (next === undefined || seconds(retryWindow) < next || seconds(retryWindow) === SHORTEST)
        continue;
      yield {
        path: ['jobs', name, 'retryWindow'],
        message: `retryWindow ${retryWindow} reaches the next start of ${schedule}: make it shorter than the interval`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: rate(30 minutes)\n    retryWindow: 30m\n',
    at: '4:18',
    message:
      'retryWindow 30m reaches the next start of rate(30 minutes): make it shorter than the interval',
  },
};
