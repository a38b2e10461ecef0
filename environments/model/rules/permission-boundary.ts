import { type Forbidden, forbids } from '../boundary.ts';
import type { IamAction } from '../iam.ts';
import { statementsOf } from '../permissions.ts';
import type { Environment } from '../schema.ts';
import { allowsAll } from './permission-wildcard.ts';
import type { Finding, Rule } from './rule.ts';

/** Beyond what the boundary lists by name: AWS has hundreds of them, and new ones each month. */
const MANAGES: Forbidden = {
  why: 'it changes who may do what, which is under review: set it in stacks/extensions.ts',
  fault: 'action',
};

/** The first of some actions that a job can't have on a resource, and whether it can have none. */
function refused(
  found: readonly IamAction[],
  resource: string,
  environment: Environment,
): { readonly name: string; readonly forbidden: Forbidden; readonly all: boolean } | undefined {
  const refusals = found.flatMap(({ name, managesPermissions }) => {
    const forbidden =
      forbids(name, resource, environment) ?? (managesPermissions ? MANAGES : undefined);
    // `*` is for actions without a resource level (or refused by iam-resource): they reach no
    // resource that has a name.
    return forbidden && !(forbidden.fault === 'resource' && resource === '*')
      ? [{ name, forbidden }]
      : [];
  });
  // What is forbidden everywhere is the better reason.
  const everywhere = refusals.filter(({ forbidden }) => forbidden.fault === 'action');
  const first = everywhere[0] ?? refusals[0];
  return first && { ...first, all: everywhere.length === found.length };
}

/** What a role's policy allows and its boundary doesn't fails when the job runs, not before. */
export const permissionBoundary: Rule = {
  id: 'permission-boundary',
  *check(environment, { iam }) {
    for (const { path, statement } of statementsOf(environment.jobs)) {
      const { actions, resources } = statement;
      const findings = new Map<string, Finding>();
      for (const [position, action] of actions.entries()) {
        // Refused by a rule of its own.
        if (allowsAll(action)) continue;
        for (const [place, resource] of resources.entries()) {
          const refusal = refused(iam.actions(action), resource, environment);
          if (!refusal) continue;
          const { name, all, forbidden } = refusal;
          const onAction = forbidden.fault === 'action';
          const [list, at] = onAction ? ['actions', position] : ['resources', place];
          const what = onAction ? action : `${action} on ${resource}`;
          findings.set(`${list} ${at}`, {
            path: [...path, list, at],
            message:
              onAction && !all
                ? `${action} also stands for ${name}, which jobs may not do: name the actions`
                : `${what} is outside the permissions boundary of jobs: ${forbidden.why}`,
          });
        }
      }
      yield* findings.values();
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: [s3:GetObject]\n        resources: ["arn:aws:s3:::nightshift-state-*"]\n',
    at: '5:21',
    message:
      's3:GetObject on arn:aws:s3:::nightshift-state-* is outside the permissions boundary of jobs: the Terraform states and the records of reviews lie there: use a bucket of your own',
  },
};
