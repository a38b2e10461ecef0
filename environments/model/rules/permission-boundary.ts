import { forbids } from '../boundary.ts';
import { allowsAll } from './permission-wildcard.ts';
import type { Finding, Rule } from './rule.ts';

/** What a role's policy allows and its boundary doesn't fails when the job runs, not before. */
export const permissionBoundary: Rule = {
  id: 'permission-boundary',
  *check(environment, { iam }) {
    for (const { name, permissions } of environment.jobs) {
      for (const [index, { actions, resources }] of permissions.entries()) {
        const findings = new Map<string, Finding>();
        for (const [position, action] of actions.entries()) {
          // Refused by rules of their own.
          if (allowsAll(action) || iam.actions(action).length === 0) continue;
          for (const [place, resource] of resources.entries()) {
            const forbidden = forbids(action, resource, environment);
            // `*` is for actions without a resource level (or refused by iam-resource): they reach
            // no resource that has a name.
            if (!forbidden || (forbidden.fault === 'resource' && resource === '*')) continue;
            const [list, at, what] =
              forbidden.fault === 'action'
                ? (['actions', position, action] as const)
                : (['resources', place, `${action} on ${resource}`] as const);
            findings.set(`${list} ${at}`, {
              path: ['jobs', name, 'permissions', index, list, at],
              message: `${what} is outside the permissions boundary of jobs: ${forbidden.why}`,
            });
          }
        }
        yield* findings.values();
      }
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: [s3:GetObject]\n        resources: ["arn:aws:s3:::nightshift-state-*"]\n',
    at: '5:21',
    message:
      's3:GetObject on arn:aws:s3:::nightshift-state-* is outside the permissions boundary of jobs: the Terraform states and the records of reviews lie there: use a bucket of your own',
  },
};
