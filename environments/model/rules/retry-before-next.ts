import { seconds, showDuration } from '../duration.ts';
import { leastInterval, scheduleOf, shortestInterval } from '../schedule.ts';
import type { Job } from '../schema.ts';
import { LONGEST, SHORTEST } from './retry-window.ts';
import type { Rule } from './rule.ts';

/**
 * How late a start can come at most, in seconds. AWS does not say whether an event ages from the
 * scheduled time or from the minute that it picks within the flexible window, so both add up:
 * then a late start can't meet the next one, which may come as soon as its own time. The
 * shortest retry window counts as none, since nobody can ask for less.
 */
function latestStart({ window, retryWindow }: Job): number {
  const retry = seconds(retryWindow);
  return seconds(window) + (retry === SHORTEST ? 0 : retry);
}

/** A start that is still tried when the next is due would run the job twice at once. */
export const retryBeforeNext: Rule = {
  id: 'retry-before-next',
  *check({ jobs }) {
    for (const job of jobs) {
      const schedule = scheduleOf(job);
      // A longer one is refused for its length.
      if (!schedule || seconds(job.retryWindow) > LONGEST) continue;
      // The exact answer takes a look at 28 years.
      if (latestStart(job) < leastInterval(schedule)) continue;
      const interval = shortestInterval(schedule, job.timezone);
      if (interval === undefined || latestStart(job) < interval) continue;
      const { name, window, retryWindow } = job;
      const what =
        seconds(window) === 0
          ? `retryWindow ${retryWindow} reaches`
          : `window ${window} and retryWindow ${retryWindow} together reach`;
      yield {
        path: ['jobs', name, 'retryWindow'],
        message: `${what} the next start of ${schedule.text}, ${showDuration(interval)} later at the shortest: make it shorter than that`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: cron(0/30 * * * ? *)\n    retryWindow: 30m\n',
    at: '4:18',
    message:
      'retryWindow 30m reaches the next start of cron(0/30 * * * ? *), 30m later at the shortest: make it shorter than that',
  },
};
