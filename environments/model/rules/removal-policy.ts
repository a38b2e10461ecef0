import type { Rule } from './rule.ts';

/** A flag that is meant for one removal, or for an environment to throw away, and easily stays. */
export const removalPolicy: Rule = {
  id: 'removal-policy',
  severity: 'warning',
  *check(environment) {
    if (environment.removalPolicy !== 'destroy') return;
    yield {
      path: ['removalPolicy'],
      message:
        'data goes with whatever a change removes, and with destroy: set it back to retain once that is done',
    };
  },
  example: {
    yaml: 'removalPolicy: destroy\n',
    at: '1:16',
    message:
      'data goes with whatever a change removes, and with destroy: set it back to retain once that is done',
  },
};
