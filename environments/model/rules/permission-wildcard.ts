import { actionsOf } from '../permissions.ts';
import type { Rule } from './rule.ts';

/** Whether an action is a whole service: `dynamodb:*`, however many stars. */
export function allowsAll(action: string): boolean {
  return /:\*+$/.test(action);
}

export const permissionWildcard: Rule = {
  id: 'permission-wildcard',
  *check({ jobs }) {
    for (const { path, action } of actionsOf(jobs)) {
      if (!allowsAll(action)) continue;
      yield { path, message: `${action} allows everything the service can do: name the actions` };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: ["dynamodb:*"]\n        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]\n',
    at: '4:19',
    message: 'dynamodb:* allows everything the service can do: name the actions',
  },
};
