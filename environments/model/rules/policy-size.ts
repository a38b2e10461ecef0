import type { Statement } from '../permissions.ts';
import type { Rule } from './rule.ts';

/** IAM's limit for a role's inline policies, without white space. */
const LIMIT = 10_240;
/** What our own statements take of it: buckets, prefixes and names at their longest. */
const OURS = 2_000;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const policySize: Rule = {
  id: 'policy-size',
  *check({ jobs }) {
    for (const { name, permissions } of jobs) {
      const size = JSON.stringify(permissions.map(asStatement)).length;
      if (size <= LIMIT - OURS) continue;
      yield {
        path: ['jobs', name, 'permissions'],
        message: `these permissions take about ${size} characters, IAM takes ${LIMIT - OURS} beside our own: join statements, or name a prefix such as table/customers-*`,
      };
    }
  },
  example: {
    yaml: `jobs:\n  flight-delays:\n    permissions:\n      - actions: [dynamodb:GetItem]\n        resources:\n${Array.from({ length: 150 }, (_, index) => `          - arn:aws:dynamodb:eu-central-1:123456789012:table/a-table-${index}\n`).join('')}`,
    at: '3:5',
    message:
      'these permissions take about 9424 characters, IAM takes 8240 beside our own: join statements, or name a prefix such as table/customers-*',
  },
};

/** As the role's policy will hold it. */
function asStatement({ actions, resources, conditions }: Statement, index: number): object {
  const statement = { Sid: `Permissions${index}`, Effect: 'Allow', Action: actions };
  const held = Object.keys(conditions).length > 0 ? { Condition: conditions } : {};
  return { ...statement, Resource: resources, ...held };
}
