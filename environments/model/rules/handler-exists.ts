import { near } from '../hints.ts';
import type { Rule } from './rule.ts';

export const handlerExists: Rule = {
  id: 'handler-exists',
  *check({ jobs }, { handlers }) {
    if (!handlers) return;
    const known = [...handlers].sort();
    for (const { name, handler, command } of jobs) {
      if (command !== undefined || handlers.has(handler)) continue;
      const guess = near(handler, known);
      const remedy = guess
        ? `did you mean ${guess}?`
        : `add it (./nightshift new ${handler}), or name one of ${known.join(', ') || 'none there yet'}`;
      yield {
        path: ['jobs', name, 'handler'],
        message: `job/handlers/${handler}.ts does not exist: ${remedy}`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    handler: flight-dleays\n',
    at: '3:14',
    message: 'job/handlers/flight-dleays.ts does not exist: did you mean flight-delays?',
  },
};
