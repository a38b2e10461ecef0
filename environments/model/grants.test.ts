import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../../tests/support/environment.ts';
import { grantProblems, sayGrant } from './grants.ts';
import type { Statement } from './permissions.ts';

const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/customers';
// biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own
const REFERENCE = '${aws_dynamodb_table.extensions_customers.arn}';
const ENVIRONMENT = environmentOf(
  [
    'jobs:',
    '  flight-delays:',
    '    permissions:',
    '      - actions: [s3:GetObject]',
    '        resources: ["arn:aws:s3:::elsewhere/*"]',
    '  other: { input: x/, output: y/ }',
    '',
  ].join('\n'),
);

const grant = (statement: Partial<Statement>, job = 'flight-delays') => ({
  job,
  place: 'stacks/extensions.ts:7',
  statement: { actions: ['dynamodb:GetItem'], resources: [TABLE], conditions: {}, ...statement },
});
const problems = (...grants: ReturnType<typeof grant>[]) => grantProblems(ENVIRONMENT, grants);

describe('a grant of code', () => {
  test('that a file could hold is fine, by name or by reference', async () => {
    const conditions = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id'] } };
    expect(
      await problems(
        grant({}),
        grant({ conditions }),
        grant({ resources: [REFERENCE] }),
        grant({}, 'other'),
      ),
    ).toEqual([]);
  });

  test.each<[string, Partial<Statement>, string]>([
    [
      'an action that is none',
      { actions: ['dynamodb:GetItems'] },
      'dynamodb:GetItems is no IAM action: did you mean dynamodb:GetItem?',
    ],
    [
      'an action without its service',
      { actions: ['GetItem'] },
      'actions[0] must be an IAM action such as dynamodb:GetItem',
    ],
    ['no resource', { resources: [] }, 'resources must be at least 1 long'],
    [
      'a whole service',
      { actions: ['dynamodb:*'] },
      'dynamodb:* allows everything the service can do: name the actions',
    ],
    [
      'an ARN of another service',
      { resources: ['arn:aws:s3:::x'] },
      'dynamodb:GetItem is not allowed on arn:aws:s3:::x: it takes arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME',
    ],
    [
      'what the boundary forbids',
      { actions: ['iam:PassRole'], resources: ['arn:aws:iam::123456789012:role/x'] },
      'iam:PassRole is outside the permissions boundary of jobs: who passes a role to a service does what that role may: give the job the permissions itself',
    ],
    [
      'what the boundary forbids, on a reference',
      { actions: ['sns:AddPermission'], resources: [REFERENCE] },
      'sns:AddPermission is outside the permissions boundary of jobs: who else may use a resource is a setting under review: set it in stacks/extensions.ts',
    ],
    [
      'an operator that is none',
      { conditions: { StringEqual: { 'aws:ResourceTag/team': 'batch' } } },
      'StringEqual is no operator of IAM: did you mean StringEquals?',
    ],
    [
      'more than a policy holds',
      { resources: Array.from({ length: 150 }, (_, index) => `${TABLE}-${index}`) },
      'these permissions take about 9974 characters, IAM takes 8240 beside our own: join statements, or name a prefix such as table/customers-*',
    ],
  ])('of %s is refused in the words of the file, at its line', async (_, statement, message) => {
    expect(await problems(grant({}), grant(statement))).toEqual([
      `stacks/extensions.ts:7: ${message}`,
    ]);
  });

  test('is said in words', () => {
    expect(sayGrant(grant({}))).toBe(
      `flight-delays may also dynamodb:GetItem on ${TABLE}  stacks/extensions.ts:7`,
    );
    expect(sayGrant(grant({ resources: [REFERENCE] }))).toContain('on an ARN that AWS makes up');
  });
});
