import { seconds } from '../duration.ts';
import type { Rule } from './rule.ts';

/**
 * Scheduler's limit for MaximumWindowInMinutes, in seconds; 0m means no window.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html
 */
const LONGEST = 86_400;

export const windowLength: Rule = {
  id: 'window-length',
  *check({ jobs }) {
    for (const { name, window } of jobs) {
      if (seconds(window) <= LONGEST) continue;
      yield {
        path: ['jobs', name, 'window'],
        message: `window ${window} is outside what EventBridge Scheduler takes: use 0m to 24h`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    schedule: none\n    window: 25h\n',
    at: '4:13',
    message: 'window 25h is outside what EventBridge Scheduler takes: use 0m to 24h',
  },
};
