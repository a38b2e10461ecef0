import type { Rule } from './rule.ts';

export const handlerExists: Rule = {
  id: 'handler-exists',
  *check({ jobs }, { handlers }) {
    if (!handlers) return;
    for (const { name, handler } of jobs) {
      if (handlers.has(handler)) continue;
      const remedy = `add it, or name one of ${[...handlers].sort().join(', ') || 'none there yet'}`;
      yield {
        path: ['jobs', name, 'handler'],
        message: `job/handlers/${handler}.ts does not exist: ${remedy}`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    handler: flight-dleays\n',
    at: '3:14',
    message: 'job/handlers/flight-dleays.ts does not exist: add it, or name one of flight-delays',
  },
};
