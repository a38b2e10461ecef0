/** The evaluator against what AWS documents; a judge must be judged first. */
import { describe, expect, test } from '@jest/globals';
import { type Conditions, type Context, holds } from './conditions.ts';
import { type Caller, evaluate, type Policies, type Request, type Statement } from './evaluate.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const OPERATORS = `${GUIDE}/reference_policies_elements_condition_operators.html`;
const SETS = `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`;
const LOGIC = `${GUIDE}/reference_policies_condition-logic-multiple-context-keys-or-values.html`;
const DEPUTY = `${GUIDE}/confused-deputy.html`;

/** A policy variable. */
const SELF = `\${aws:username}`;
const ARN = 'arn:aws:ecs:eu-central-1:111122223333:cluster/a';

describe('a condition', () => {
  test.each<[page: string, Conditions, Context, boolean]>([
    // Operators and missing keys
    [OPERATORS, { StringEquals: { k: 'a' } }, { k: 'a' }, true],
    [OPERATORS, { StringEquals: { k: 'a' } }, { k: 'A' }, false],
    [OPERATORS, { StringEquals: { k: 'a' } }, {}, false],
    [OPERATORS, { StringEquals: { 'AWS:Key': 'a' } }, { 'aws:key': 'a' }, true],
    [OPERATORS, { StringEqualsIgnoreCase: { k: 'a' } }, { k: 'A' }, true],
    [OPERATORS, { StringNotEquals: { k: 'a' } }, { k: 'b' }, true],
    [OPERATORS, { StringNotEquals: { k: 'a' } }, {}, true],
    [OPERATORS, { StringNotEqualsIgnoreCase: { k: 'a' } }, { k: 'A' }, false],
    [OPERATORS, { StringLike: { k: 'David/*' } }, { k: 'David/a/b' }, true],
    [OPERATORS, { StringLike: { k: 'd?vid' } }, { k: 'dvid' }, false],
    [OPERATORS, { StringLike: { k: 'a.c' } }, { k: 'abc' }, false],
    [OPERATORS, { StringNotLike: { k: 'a*' } }, { k: 'ab' }, false],
    [OPERATORS, { NumericLessThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '9' }, true],
    [OPERATORS, { NumericLessThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '11' }, false],
    [OPERATORS, { NumericNotEquals: { k: '1' } }, { k: '1.0' }, false],
    [
      OPERATORS,
      { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
      { 'aws:TokenIssueTime': '2020-01-01T01:00:00Z' },
      true,
    ],
    [
      OPERATORS,
      { DateLessThan: { k: '2020-01-01T00:00:00Z' } },
      { k: '2020-01-02T00:00:00Z' },
      false,
    ],
    [
      OPERATORS,
      { Bool: { 'aws:SecureTransport': 'true' } },
      { 'aws:SecureTransport': 'true' },
      true,
    ],
    [OPERATORS, { Bool: { 'aws:SecureTransport': 'false' } }, {}, false],
    [
      OPERATORS,
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { 'aws:SourceIp': '203.0.113.9' },
      true,
    ],
    [
      OPERATORS,
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { 'aws:SourceIp': '203.0.114.1' },
      false,
    ],
    [
      OPERATORS,
      { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { 'aws:SourceIp': '203.0.114.1' },
      true,
    ],
    // ArnEquals and ArnLike are one: each of the six parts by itself
    [OPERATORS, { ArnEquals: { k: 'arn:aws:ecs:*:111122223333:cluster/*' } }, { k: ARN }, true],
    [OPERATORS, { ArnLike: { k: 'arn:aws:ecs:*:cluster/a' } }, { k: ARN }, false],
    [OPERATORS, { ArnLike: { k: 'arn:aws:ecs:*:*:cluster/b' } }, { k: ARN }, false],
    [OPERATORS, { ArnNotLike: { k: 'arn:aws:ecs:*:*:cluster/*' } }, { k: ARN }, false],
    // IfExists: the key decides only if it is there
    [OPERATORS, { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } }, {}, true],
    [
      OPERATORS,
      { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
      { 'ec2:InstanceType': 'm3.large' },
      false,
    ],
    [OPERATORS, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, {}, true],
    // Null: true where the key must not be there
    [OPERATORS, { Null: { 'aws:TokenIssueTime': 'true' } }, {}, true],
    [OPERATORS, { Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': 'x' }, false],
    [OPERATORS, { Null: { 'aws:TokenIssueTime': 'false' } }, { 'aws:TokenIssueTime': 'x' }, true],
    // Keys and operators: all; values: one of them; values of a negated operator: none of them
    [LOGIC, { StringEquals: { a: '1', b: '2' } }, { a: '1', b: '2' }, true],
    [LOGIC, { StringEquals: { a: '1', b: '2' } }, { a: '1', b: '3' }, false],
    [LOGIC, { StringEquals: { a: '1' }, Bool: { b: 'true' } }, { a: '1', b: 'false' }, false],
    [LOGIC, { StringEquals: { a: ['1', '2'] } }, { a: '2' }, true],
    [LOGIC, { StringNotEquals: { a: ['1', '2'] } }, { a: '2' }, false],
    [LOGIC, { StringNotEquals: { a: ['1', '2'] } }, { a: '3' }, true],
    // Sets
    [
      SETS,
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['env', 'cost'] } },
      { 'aws:TagKeys': ['env'] },
      true,
    ],
    [
      SETS,
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['env', 'cost'] } },
      { 'aws:TagKeys': ['env', 'x'] },
      false,
    ],
    [SETS, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['env', 'cost'] } }, {}, true],
    [
      SETS,
      { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['env'] } },
      { 'aws:TagKeys': ['x', 'y'] },
      true,
    ],
    [
      SETS,
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['env'] } },
      { 'aws:TagKeys': ['x', 'env'] },
      true,
    ],
    [SETS, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['env'] } }, {}, false],
    [
      SETS,
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['env'] } },
      { 'aws:TagKeys': ['env'] },
      false,
    ],
    // Variables
    [
      `${GUIDE}/reference_policies_variables.html`,
      { StringLike: { 's3:prefix': `${SELF}/*` } },
      { 's3:prefix': 'jo/x', 'aws:username': 'jo' },
      true,
    ],
    [
      `${GUIDE}/reference_policies_variables.html`,
      { StringLike: { 's3:prefix': `${SELF}/*` } },
      { 's3:prefix': 'jo/x' },
      false,
    ],
  ])('%s: %j on %j', (_, conditions, context, expected) => {
    expect(holds(conditions, context)).toBe(expected);
  });

  test('with an operator that is unknown, or many values for one, is no guess', () => {
    expect(() => holds({ StringSame: { k: 'a' } }, { k: 'a' })).toThrow('knows no StringSame');
    expect(() => holds({ StringEquals: { k: 'a' } }, { k: ['a', 'b'] })).toThrow('set operator');
  });
});

const OURS = '111122223333';
const THEIRS = '444455556666';
const USER: Caller = { user: `arn:aws:iam::${OURS}:user/carlos` };
const ROLE: Caller = {
  role: `arn:aws:iam::${OURS}:role/team/job`,
  session: `arn:aws:sts::${OURS}:assumed-role/job/run`,
};
const OBJECT = 'arn:aws:s3:::bucket/a.csv';
const get = (caller: Caller, more: Partial<Request> = {}): Request => ({
  caller,
  action: 's3:GetObject',
  resource: OBJECT,
  ...more,
});
const GET: Statement = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::bucket/*' };
const DENY: Statement = { Effect: 'Deny', Action: '*', Resource: '*log*' };
const ELSEWHERE: Statement = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
const letIn = (AWS: string): Statement => ({ ...GET, Principal: { AWS } });
const { role = '', session = '' } = ROLE as { role: string; session: string };

const EVALUATION = `${GUIDE}/reference_policies_evaluation-logic.html`;
const SAME = `${GUIDE}/reference_policies_evaluation-logic_policy-eval-basics-single-account.html`;
const ACROSS = `${GUIDE}/reference_policies_evaluation-logic-cross-account.html`;
const BOUNDARY = `${GUIDE}/access_policies_boundaries.html`;
const ELEMENT = `${GUIDE}/reference_policies_elements`;

describe('a request', () => {
  test.each<[page: string, what: string, Request, Policies, boolean]>([
    [EVALUATION, 'is refused where nothing allows it', get(USER), {}, false],
    [EVALUATION, 'is allowed by its own policy', get(USER), { identity: [GET] }, true],
    [
      EVALUATION,
      'is refused by a Deny, whatever allows it',
      get(USER, { resource: 'arn:aws:s3:::bucket/log' }),
      { identity: [GET, DENY], resource: [letIn(`arn:aws:iam::${OURS}:user/carlos`)] },
      false,
    ],
    [
      EVALUATION,
      "is refused by the resource's Deny",
      get(USER),
      { identity: [GET], resource: [{ ...DENY, Resource: '*', Principal: '*' }] },
      false,
    ],
    [
      EVALUATION,
      'minds no case in its action, but in its resource',
      get(USER, { action: 'S3:getobject' }),
      { identity: [GET] },
      true,
    ],
    [
      EVALUATION,
      'of another resource',
      get(USER, { resource: 'arn:aws:s3:::Bucket/a.csv' }),
      { identity: [GET] },
      false,
    ],
    [
      SAME,
      "is allowed by the resource's policy alone",
      get(USER),
      { resource: [letIn(`arn:aws:iam::${OURS}:user/carlos`)] },
      true,
    ],
    [SAME, 'is allowed a role by its name', get(ROLE), { resource: [letIn(role)] }, true],
    [
      SAME,
      'of another role',
      get(ROLE),
      { resource: [letIn(`arn:aws:iam::${OURS}:role/job`)] },
      false,
    ],
    [
      `${ELEMENT}_principal.html`,
      "of an account that is let in is its own policies' affair",
      get(USER),
      { resource: [letIn(`arn:aws:iam::${OURS}:root`)] },
      false,
    ],
    [
      `${ELEMENT}_principal.html`,
      'of an account that is let in, with its own policy',
      get(USER),
      { identity: [GET], resource: [letIn(OURS)] },
      true,
    ],
    // Boundaries
    [
      BOUNDARY,
      'is refused outside the boundary',
      get(USER),
      { identity: [GET], boundary: [ELSEWHERE] },
      false,
    ],
    [
      BOUNDARY,
      'is refused by a boundary that says nothing',
      get(USER),
      { identity: [GET], boundary: [] },
      false,
    ],
    [BOUNDARY, 'is not allowed by a boundary alone', get(USER), { boundary: [GET] }, false],
    [BOUNDARY, 'is allowed by both', get(USER), { identity: [GET], boundary: [GET] }, true],
    [
      BOUNDARY,
      'is refused by a Deny of the boundary',
      get(USER),
      { identity: [GET], boundary: [GET, { ...DENY, Resource: '*' }] },
      false,
    ],
    [
      BOUNDARY,
      "of a user passes the boundary by the resource's policy",
      get(USER),
      { boundary: [ELSEWHERE], resource: [letIn(`arn:aws:iam::${OURS}:user/carlos`)] },
      true,
    ],
    [
      BOUNDARY,
      "of a session passes the boundary by the resource's policy",
      get(ROLE),
      { boundary: [ELSEWHERE], resource: [letIn(session)] },
      true,
    ],
    [
      BOUNDARY,
      "of a role doesn't",
      get(ROLE),
      { boundary: [ELSEWHERE], resource: [letIn(role)] },
      false,
    ],
    [
      BOUNDARY,
      'of a role needs no policy of its own',
      get(ROLE),
      { boundary: [GET], resource: [letIn(role)] },
      true,
    ],
    [
      BOUNDARY,
      'of a session is stopped by a Deny of the boundary',
      get(ROLE),
      { boundary: [{ ...DENY, Resource: '*' }], resource: [letIn(session)] },
      false,
    ],
    // Across accounts
    [
      ACROSS,
      'across accounts needs both sides: theirs is missing',
      get(USER, { resourceAccount: THEIRS }),
      { identity: [GET] },
      false,
    ],
    [
      ACROSS,
      'across accounts needs both sides: its own is missing',
      get(USER, { resourceAccount: THEIRS }),
      { resource: [letIn(`arn:aws:iam::${OURS}:user/carlos`)] },
      false,
    ],
    [
      ACROSS,
      'across accounts has both',
      get(USER, { resourceAccount: THEIRS }),
      { identity: [GET], resource: [letIn(`arn:aws:iam::${OURS}:user/carlos`)] },
      true,
    ],
    [
      ACROSS,
      'across accounts, the account let in',
      get(ROLE, { resourceAccount: THEIRS }),
      { identity: [GET], resource: [letIn(`arn:aws:iam::${OURS}:root`)] },
      true,
    ],
    [
      ACROSS,
      'across accounts, another account let in',
      get(ROLE, { resourceAccount: THEIRS }),
      { identity: [GET], resource: [letIn(`arn:aws:iam::${THEIRS}:root`)] },
      false,
    ],
    [
      ACROSS,
      'across accounts outside the boundary',
      get(ROLE, { resourceAccount: THEIRS }),
      { identity: [GET], boundary: [ELSEWHERE], resource: [letIn(session)] },
      false,
    ],
    // What a statement leaves out
    [
      `${ELEMENT}_notaction.html`,
      'of another action than those left out',
      get(USER),
      { identity: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] },
      true,
    ],
    [
      `${ELEMENT}_notaction.html`,
      'of an action left out',
      get(USER, { action: 'iam:PassRole' }),
      { identity: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] },
      false,
    ],
    [
      `${ELEMENT}_notresource.html`,
      'of a resource left out of a Deny',
      get(USER),
      { identity: [GET, { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::bucket/*' }] },
      true,
    ],
    [
      `${ELEMENT}_notresource.html`,
      'of any other resource',
      get(USER, { resource: 'arn:aws:s3:::other/a' }),
      {
        identity: [
          { ...GET, Resource: '*' },
          { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::bucket/*' },
        ],
      },
      false,
    ],
    [
      `${ELEMENT}_notprincipal.html`,
      'of whom a Deny leaves out, with account and session',
      get(ROLE),
      {
        identity: [GET],
        resource: [
          {
            Effect: 'Deny',
            NotPrincipal: { AWS: [`arn:aws:iam::${OURS}:root`, role, session] },
            Action: '*',
            Resource: '*',
          },
        ],
      },
      true,
    ],
    [
      `${ELEMENT}_notprincipal.html`,
      'of whom a Deny leaves out by the role alone',
      get(ROLE),
      {
        identity: [GET],
        resource: [{ Effect: 'Deny', NotPrincipal: { AWS: role }, Action: '*', Resource: '*' }],
      },
      false,
    ],
    [
      `${GUIDE}/reference_policies_variables.html`,
      'below its own name',
      get(USER, {
        resource: 'arn:aws:s3:::bucket/carlos/a',
        context: { 'aws:username': 'carlos' },
      }),
      { identity: [{ ...GET, Resource: `arn:aws:s3:::bucket/${SELF}/*` }] },
      true,
    ],
    [
      `${GUIDE}/reference_policies_variables.html`,
      "below another's name",
      get(USER, { resource: 'arn:aws:s3:::bucket/jo/a', context: { 'aws:username': 'carlos' } }),
      { identity: [{ ...GET, Resource: `arn:aws:s3:::bucket/${SELF}/*` }] },
      false,
    ],
    [
      `${GUIDE}/reference_policies_condition-keys.html`,
      "knows its role by the role's ARN, also in a session",
      get(ROLE),
      { identity: [{ ...GET, Condition: { ArnEquals: { 'aws:PrincipalArn': role } } }] },
      true,
    ],
  ])('%s: %s', (_, __, request, policies, expected) => {
    expect(evaluate(request, policies).allowed).toBe(expected);
  });

  test.each([
    ['for the account', { 'aws:SourceAccount': OURS }, true],
    ['for another account', { 'aws:SourceAccount': THEIRS }, false],
    ['that proves nothing', {}, false],
  ])(`${DEPUTY}: of a service %s`, (_, context, expected) => {
    const trust: Statement = {
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': OURS } },
    };
    const asked = (service: string) =>
      evaluate(
        { caller: { service }, action: 'sts:AssumeRole', resource: role, context },
        { resource: [trust] },
      ).allowed;

    expect(asked('scheduler.amazonaws.com')).toBe(expected);
    expect(asked('lambda.amazonaws.com')).toBe(false);
  });
});
