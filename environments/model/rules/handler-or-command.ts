import type { Rule } from './rule.ts';

export const handlerOrCommand: Rule = {
  id: 'handler-or-command',
  *check({ jobs }) {
    for (const { name, command, handler } of jobs) {
      // Without a handler of its own a job has the one of its name.
      if (command === undefined || handler === name) continue;
      yield {
        path: ['jobs', name, 'command'],
        message: 'a job has a handler or a command, not both: remove one',
      };
    }
  },
  example: {
    yaml: 'jobs:\n  other:\n    input: a/\n    output: b/\n    handler: flight-delays\n    command: [./run]\n',
    at: '6:5',
    message: 'a job has a handler or a command, not both: remove one',
  },
};
