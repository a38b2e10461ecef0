import type { IamCatalogue } from '../iam.ts';
import { actionsOf, prefixOf } from '../permissions.ts';
import { allowsAll } from './permission-wildcard.ts';
import type { Rule } from './rule.ts';

function problem(action: string, iam: IamCatalogue): string | undefined {
  const prefix = prefixOf(action);
  if (!iam.hasService(prefix))
    return `${prefix} is no service of IAM: did you mean ${iam.nearestService(prefix)}?`;
  // Refused by a rule of its own.
  if (allowsAll(action)) return undefined;
  const found = iam.actions(action);
  if (found.length > 0) return undefined;
  return action.includes('*')
    ? `${action} stands for no IAM action: name the actions`
    : `${action} is no IAM action: did you mean ${iam.nearestAction(action)}?`;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html */
export const iamAction: Rule = {
  id: 'iam-action',
  *check({ jobs }, { iam }) {
    for (const { path, action } of actionsOf(jobs)) {
      const message = problem(action, iam);
      if (message !== undefined) yield { path, message };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: ["dynamodb:GetItems"]\n        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]\n',
    at: '4:19',
    message: 'dynamodb:GetItems is no IAM action: did you mean dynamodb:GetItem?',
  },
};
