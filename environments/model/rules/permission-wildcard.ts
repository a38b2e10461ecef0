import type { Rule } from './rule.ts';

/** Whether an action is a whole service: `dynamodb:*`, however many stars. */
export function allowsAll(action: string): boolean {
  return /:\*+$/.test(action);
}

export const permissionWildcard: Rule = {
  id: 'permission-wildcard',
  *check({ jobs }) {
    for (const { name, permissions } of jobs) {
      for (const [index, { actions }] of permissions.entries()) {
        for (const [position, action] of actions.entries()) {
          if (!allowsAll(action)) continue;
          yield {
            path: ['jobs', name, 'permissions', index, 'actions', position],
            message: `${action} allows everything the service can do: name the actions`,
          };
        }
      }
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: ["dynamodb:*"]\n        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]\n',
    at: '4:19',
    message: 'dynamodb:* allows everything the service can do: name the actions',
  },
};
