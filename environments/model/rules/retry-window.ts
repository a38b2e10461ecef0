import { seconds } from '../duration.ts';
import type { Rule } from './rule.ts';

/**
 * What Scheduler takes as MaximumEventAgeInSeconds.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
 */
export const [SHORTEST, LONGEST] = [60, 86_400] as const;

export const retryWindow: Rule = {
  id: 'retry-window',
  *check({ jobs }) {
    for (const { name, retryWindow: window } of jobs) {
      const length = seconds(window);
      if (length >= SHORTEST && length <= LONGEST) continue;
      yield {
        path: ['jobs', name, 'retryWindow'],
        message: `retryWindow ${window} is outside what EventBridge Scheduler takes: use 1m to 24h`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    retryWindow: 25h\n',
    at: '3:18',
    message: 'retryWindow 25h is outside what EventBridge Scheduler takes: use 1m to 24h',
  },
};
