import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Environment } from '../../../environments/model/schema.ts';
import { subject } from '../diff.ts';
import type { Finding, Known } from '../finding.ts';
import { type Change, Hidden, UNKNOWN, type Value } from '../plan.ts';
import type { Words } from '../words.ts';
import { explainPermissions } from './permissions.ts';

const OURS = '123456789012';
const KNOWN: Known = { now: new Date(0) };

/** A change of an attribute; what else is set tells whose it is. */
function change(
  type: string,
  before: Record<string, Value> | undefined,
  after: Record<string, Value> | undefined,
  more?: Partial<Change>,
): Change {
  return {
    address: `${type}.x`,
    type,
    name: 'x',
    provider: 'registry.terraform.io/hashicorp/aws',
    action: !before ? 'create' : after ? 'update' : 'delete',
    forcedBy: [],
    ...(before && { before }),
    ...(after && { after }),
    sensitivityOnly: false,
    ...more,
  };
}

const show = (said: Words): string =>
  said.map((part) => (typeof part === 'string' ? part : `\`${part.quoted}\``)).join('');

const line = ({ words, risk, reason, permissions }: Finding): string =>
  `${[permissions, risk, reason].filter(Boolean).join(', ')}: ${show(words)}`;

const found = (one: Change): Finding[] => [...explainPermissions(subject(one), KNOWN)];
const lines = (one: Change): string[] => found(one).map(line);

type Statement = Record<string, Value>;
const policy = (...statements: Statement[]): Value => ({
  Version: '2012-10-17',
  Statement: statements,
});

const TABLE = `arn:aws:dynamodb:eu-central-1:${OURS}:table/customers`;
const allow = (action: Value, resource: Value, more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});

/** A change of what the role `worker` of account `OURS` may do. */
const ofRole = (before: Value | undefined, after: Value | undefined): Change => {
  const side = (policy: Value | undefined) =>
    policy === undefined
      ? undefined
      : { role: 'worker', arn: `arn:aws:iam::${OURS}:role/worker`, policy };
  return change('aws_iam_role_policy', side(before), side(after));
};

const CASES: [string, Statement[], Statement[], string[]][] = [
  [
    'an action more',
    [allow('dynamodb:GetItem', TABLE)],
    [allow(['dynamodb:GetItem', 'dynamodb:PutItem'], TABLE)],
    [
      'widened, medium, widens permissions: the role `worker` may now `dynamodb:PutItem` on table `customers`',
    ],
  ],
  [
    'many on one and two',
    [],
    [
      allow(
        ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        [TABLE, `${TABLE}/index/by-name`],
      ),
    ],
    [
      'widened, medium, widens permissions: the role `worker` may now `dynamodb:GetItem`, `dynamodb:PutItem` and `dynamodb:Query` on table `customers` and index `customers/index/by-name`',
    ],
  ],
  [
    'several statements',
    [],
    [
      allow('s3:GetObject', 'arn:aws:s3:::in/incoming/*'),
      allow('sqs:SendMessage', `arn:aws:sqs:eu-central-1:${OURS}:q`),
    ],
    [
      'widened, medium, widens permissions: the role `worker` may now `s3:GetObject` on bucket `in` below `incoming/`; `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'held to less',
    [allow('s3:*', 'arn:aws:s3:::b/*')],
    [allow('s3:GetObject', 'arn:aws:s3:::b/*')],
    [
      'narrowed, low: the role `worker` may no longer `s3:*` on objects of bucket `b`, but still `s3:GetObject` on objects of bucket `b`',
    ],
  ],
  [
    'a prefix taken in',
    [allow('s3:GetObject', 'arn:aws:s3:::b/in/*')],
    [allow('s3:GetObject', 'arn:aws:s3:::b/*')],
    [
      'widened, medium, widens permissions: the role `worker` may now `s3:GetObject` on objects of bucket `b`, before only `s3:GetObject` on bucket `b` below `in/`',
    ],
  ],
  [
    'a condition comes',
    [allow('s3:ListBucket', 'arn:aws:s3:::b')],
    [
      allow('s3:ListBucket', 'arn:aws:s3:::b', {
        Condition: { StringLike: { 's3:prefix': 'in/*' } },
      }),
    ],
    [
      'narrowed, low: the role `worker` may no longer `s3:ListBucket` on bucket `b`, but still `s3:ListBucket` on bucket `b` if `s3:prefix` is like `in/*`',
    ],
  ],
  [
    'a condition changes',
    [
      allow('s3:ListBucket', 'arn:aws:s3:::b', {
        Condition: { StringLike: { 's3:prefix': 'in/*' } },
      }),
    ],
    [
      allow('s3:ListBucket', 'arn:aws:s3:::b', {
        Condition: { StringLike: { 's3:prefix': ['in/*', 'out/*'] } },
      }),
    ],
    [
      'changed, medium, changes conditions: the role `worker` may `s3:ListBucket` on bucket `b` if `s3:prefix` is like `in/*` or `out/*`, no longer if `s3:prefix` is like `in/*`',
    ],
  ],
  [
    'conditions that nobody can read',
    [],
    [
      allow('s3:ListBucket', 'arn:aws:s3:::b', {
        Condition: { StringEquals: { 's3:prefix': UNKNOWN, 'aws:PrincipalTag/a': new Hidden() } },
      }),
    ],
    [
      'widened, medium, widens permissions: the role `worker` may now `s3:ListBucket` on bucket `b` if `s3:prefix` is what is known after apply and `aws:PrincipalTag/a` is what is hidden',
    ],
  ],
  [
    'a denial comes',
    [],
    [{ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }],
    ['narrowed, low: the role `worker` is now denied `s3:DeleteObject` on anything'],
  ],
  [
    'a denial of everything comes',
    [],
    [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    ['narrowed, low: the role `worker` is now denied anything on anything'],
  ],
  [
    'a denial goes',
    [{ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }],
    [],
    [
      'widened, high, lifts a denial: the role `worker` is no longer denied `s3:DeleteObject` on anything',
    ],
  ],
  [
    'another resource',
    [allow('dynamodb:GetItem', TABLE)],
    [allow('dynamodb:GetItem', `arn:aws:dynamodb:us-east-1:999999999999:table/others`)],
    [
      'widened, medium, widens permissions: the role `worker` may now `dynamodb:GetItem` on table `others` of account `999999999999`',
      'narrowed, low: the role `worker` may no longer `dynamodb:GetItem` on table `customers`',
    ],
  ],
  [
    'all but',
    [],
    [{ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }],
    [
      'widened, medium, widens permissions: the role `worker` may now do anything but `iam:*` on anything',
      'high, allows all but a list: everything but `iam:*` is allowed, and whatever AWS adds later',
    ],
  ],
  [
    'less left out',
    [{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: TABLE }],
    [{ Effect: 'Allow', NotAction: ['iam:*'], Resource: TABLE }],
    [
      'widened, medium, widens permissions: the role `worker` may now do anything but `iam:*` on table `customers`, before only do anything but `iam:*` and `s3:*` on table `customers`',
      'high, allows all but a list: everything but `iam:*` is allowed, and whatever AWS adds later',
    ],
  ],
  [
    'everything',
    [],
    [allow('*', '*')],
    [
      'widened, medium, widens permissions: the role `worker` may now do anything on anything',
      'high, allows every action: `*` is every action of every service',
      'high, reaches every resource: `*` could be limited to single resources, but reaches all',
    ],
  ],
  [
    'every table',
    [],
    [allow('dynamodb:GetItem', '*'), allow('ecr:GetAuthorizationToken', '*')],
    [
      'widened, medium, widens permissions: the role `worker` may now `dynamodb:GetItem` and `ecr:GetAuthorizationToken` on anything',
      'high, reaches every resource: `dynamodb:GetItem` could be limited to single resources, but reaches all',
    ],
  ],
  [
    'a service',
    [],
    [allow('s3:*', 'arn:aws:s3:::b')],
    [
      'widened, medium, widens permissions: the role `worker` may now `s3:*` on bucket `b`',
      'high, allows a whole service: `s3:*` covers every action of the service, future ones too',
    ],
  ],
  [
    'two services on everything',
    [],
    [allow(['s3:*', 'sqs:*'], '*')],
    [
      'widened, medium, widens permissions: the role `worker` may now `s3:*` and `sqs:*` on anything',
      'high, allows a whole service: `s3:*` and `sqs:*` cover every action of their services, future ones too',
      'high, reaches every resource: `s3:*` and `sqs:*` could be limited to single resources, but reach all',
    ],
  ],
  [
    'a denial of everything',
    [],
    [
      { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: TABLE },
    ],
    [
      'narrowed, low: the role `worker` is now denied anything on table `customers`; anything but `s3:*` on anything',
    ],
  ],
  [
    'passing any role',
    [],
    [
      allow('iam:PassRole', '*', {
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ],
    [
      'widened, medium, widens permissions: the role `worker` may now `iam:PassRole` on anything if `iam:PassedToService` is `ecs-tasks.amazonaws.com`',
      "high, passes roles freely: `iam:PassRole` hands roles to services, and isn't limited to single roles and one service",
    ],
  ],
  [
    'passing a role to anything',
    [],
    [allow('iam:PassRole', `arn:aws:iam::${OURS}:role/nightshift/dev/task`)],
    [
      'widened, medium, widens permissions: the role `worker` may now `iam:PassRole` on role `task`',
      "high, passes roles freely: `iam:PassRole` hands roles to services, and isn't limited to single roles and one service",
    ],
  ],
  [
    'passing a role',
    [],
    [
      allow('iam:PassRole', `arn:aws:iam::${OURS}:role/nightshift/dev/task`, {
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ],
    [
      'widened, medium, widens permissions: the role `worker` may now `iam:PassRole` on role `task` if `iam:PassedToService` is `ecs-tasks.amazonaws.com`',
      'medium, passes a role: role `task` may be handed to a service, which then may do what the role may',
    ],
  ],
  [
    'raising itself',
    [],
    [allow(['iam:PutRolePolicy', 'lambda:UpdateFunctionCode'], `arn:aws:iam::${OURS}:role/x`)],
    [
      'widened, medium, widens permissions: the role `worker` may now `iam:PutRolePolicy` and `lambda:UpdateFunctionCode` on role `x`',
      'high, lets permissions be raised: with `iam:PutRolePolicy` and `lambda:UpdateFunctionCode` permissions can be raised beyond this policy',
    ],
  ],
  [
    'becoming any role',
    [],
    [allow('sts:AssumeRole', 'arn:aws:iam::*:role/*')],
    [
      'widened, medium, widens permissions: the role `worker` may now `sts:AssumeRole` on any role of any account',
      'high, becomes any role: `sts:AssumeRole` reaches every role that trusts this account',
    ],
  ],
  [
    'forms of ARNs',
    [],
    [
      allow('a:b', [
        'arn:aws:s3:::b',
        'arn:aws:s3:::b/key.csv',
        'arn:aws:s3:::*',
        `arn:aws:secretsmanager:eu-central-1:${OURS}:secret:db-AbCdEf`,
        `arn:aws:sns:eu-central-1:${OURS}:t`,
        `arn:aws:ssm:eu-central-1:${OURS}:parameter/p/q`,
        `arn:aws:kms:eu-central-1:${OURS}:key/1-2`,
        `arn:aws:logs:eu-central-1:${OURS}:log-group:/g:*`,
        `arn:aws:dynamodb:*:*:table/*`,
        `arn:aws:new:eu-central-1:${OURS}:thing/1`,
      ]),
    ],
    [
      'widened, medium, widens permissions: the role `worker` may now `a:b` on any table of any account in any region, key `1-2`, log group `/g`, `arn:aws:new:eu-central-1:123456789012:thing/1`, any bucket, bucket `b`, object `key.csv` of bucket `b`, secret `db`, topic `t` and parameter `/p/q`',
    ],
  ],
];

const TO_BUCKET = { bucket: 'b', arn: `arn:aws:s3:::b`, owner: `arn:aws:iam::${OURS}:role/x` };
const ofBucket = (before: Statement[] | undefined, after: Statement[] | undefined): Change => {
  const side = (all: Statement[] | undefined) => all && { ...TO_BUCKET, policy: policy(...all) };
  return change('aws_s3_bucket_policy', side(before), side(after));
};
const read = (principal: Value, more: Statement = {}): Statement =>
  allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: principal, ...more });
const TLS: Statement = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const trust = (principal: Value, more: Statement = {}): Value =>
  policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...more });
const ofTrust = (before: Value, after: Value): Change =>
  change(
    'aws_iam_role',
    { name: 'worker', assume_role_policy: before },
    { name: 'worker', assume_role_policy: after },
  );
const ours = (id: string, type = 'aws_iam_role_policy'): Change =>
  change(
    type,
    undefined,
    {
      role: 'nightshift-dev-x',
      policy: policy(allow('sqs:SendMessage', `arn:aws:sqs:eu-central-1:${OURS}:q`)),
    },
    { address: `${type}.${id}` },
  );
const attach = (before: string | undefined, after: Value | undefined): Change =>
  change(
    'aws_iam_role_policy_attachment',
    before ? { role: 'worker', policy_arn: before } : undefined,
    after ? { role: 'worker', policy_arn: after } : undefined,
  );
const bounded = (before: Value, after: Value): Change =>
  change(
    'aws_iam_role',
    { name: 'worker', permissions_boundary: before },
    { name: 'worker', permissions_boundary: after },
  );
const BLOCK = {
  bucket: 'b',
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};
const opened = (port: number, range: string): Value => ({
  from_port: port,
  to_port: port,
  protocol: 'tcp',
  cidr_blocks: [range],
});

const CHANGES: [string, Change, string[]][] = [
  [
    'a job',
    ours('jobs_flight-delays_task-role_policy'),
    [
      'widened, medium, widens permissions: the job `flight-delays` may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'the start of a job',
    ours('jobs_flight-delays_execution-role_policy'),
    [
      'widened, medium, widens permissions: the execution role of the job `flight-delays` may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'a schedule',
    ours('jobs_flight-delays_scheduler-role_policy'),
    [
      'widened, medium, widens permissions: the schedule of the job `flight-delays` may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'a restart',
    ours('jobs_flight-delays_again_role_policy'),
    [
      'widened, medium, widens permissions: what restarts the job `flight-delays` may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'the build',
    ours('pipeline_build-role_policy'),
    [
      'widened, medium, widens permissions: the build of the image may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'the start of the pipeline',
    ours('pipeline_source_start-role_policy'),
    [
      'widened, medium, widens permissions: what starts the pipeline may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'the pipeline',
    ours('pipeline_role_policy'),
    ['widened, medium, widens permissions: the pipeline may now `sqs:SendMessage` on queue `q`'],
  ],
  [
    'a role that goes',
    ofRole(policy(allow('dynamodb:GetItem', TABLE)), undefined),
    ['narrowed, low: the role `worker` may no longer `dynamodb:GetItem` on table `customers`'],
  ],
  [
    'known after apply',
    ofRole(policy(allow('dynamodb:GetItem', TABLE)), UNKNOWN),
    [
      'changed, high, permissions known after apply: what the role `worker` may do is known only after apply',
    ],
  ],
  [
    'new and known after apply',
    ofRole(undefined, UNKNOWN),
    [
      'changed, medium, permissions known after apply: what the role `worker` may do is known only after apply',
    ],
  ],
  [
    'hidden',
    ofRole(policy(allow('dynamodb:GetItem', TABLE)), new Hidden()),
    [
      "changed, high, permissions not shown: what the role `worker` may do changes, and can't be shown here",
    ],
  ],
  [
    'a part known after apply',
    ofRole(undefined, policy(allow('dynamodb:GetItem', UNKNOWN))),
    [
      'widened, medium, widens permissions: the role `worker` may now `dynamodb:GetItem` on `(known after apply)`',
    ],
  ],
  [
    'a user',
    change('aws_iam_user_policy', undefined, {
      user: 'eve',
      policy: policy(allow('dynamodb:GetItem', TABLE)),
    }),
    [
      'widened, medium, widens permissions: the user `eve` may now `dynamodb:GetItem` on table `customers`',
    ],
  ],
  [
    'a group',
    change('aws_iam_group_policy', undefined, {
      group: 'all',
      policy: policy(allow('dynamodb:GetItem', TABLE)),
    }),
    [
      'widened, medium, widens permissions: the group `all` may now `dynamodb:GetItem` on table `customers`',
    ],
  ],
  [
    'a managed policy',
    change('aws_iam_policy', undefined, {
      name: 'readers',
      policy: policy(allow('dynamodb:GetItem', TABLE)),
    }),
    [
      'widened, medium, widens permissions: whoever has the policy `readers` may now `dynamodb:GetItem` on table `customers`',
    ],
  ],
  [
    'another role',
    change(
      'aws_iam_role_policy',
      { role: 'a', policy: policy(allow('dynamodb:GetItem', TABLE)) },
      { role: 'b', policy: policy(allow('dynamodb:GetItem', TABLE)) },
      { action: 'replace' },
    ),
    [
      'widened, medium, widens permissions: the role `b` may now `dynamodb:GetItem` on table `customers`',
      'narrowed, low: the role `a` may no longer `dynamodb:GetItem` on table `customers`',
    ],
  ],
  [
    'an inline policy',
    change(
      'aws_iam_role',
      { name: 'worker', inline_policy: [] },
      {
        name: 'worker',
        inline_policy: [{ name: 'p', policy: policy(allow('dynamodb:GetItem', TABLE)) }],
      },
    ),
    [
      'widened, medium, widens permissions: the role `worker` may now `dynamodb:GetItem` on table `customers`',
    ],
  ],
  [
    'a bucket to anyone',
    ofBucket([TLS], [TLS, read('*')]),
    [
      'widened, medium, widens permissions: anyone may now `s3:GetObject` on objects of bucket `b`',
      'high, lets anyone in: anyone in the world is let in: no condition limits it to an account, an organization or a source',
    ],
  ],
  [
    'a bucket to an organization',
    ofBucket(undefined, [
      read({ AWS: '*' }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    ]),
    [
      'widened, medium, widens permissions: anyone may now `s3:GetObject` on objects of bucket `b` if `aws:PrincipalOrgID` is `o-1`',
    ],
  ],
  [
    'a bucket to all of any account',
    ofBucket(undefined, [read('*', { Condition: { StringLike: { 'aws:SourceAccount': '*' } } })]),
    [
      'widened, medium, widens permissions: anyone may now `s3:GetObject` on objects of bucket `b` if `aws:SourceAccount` is like `*`',
      'high, lets anyone in: anyone in the world is let in: no condition limits it to an account, an organization or a source',
    ],
  ],
  [
    'a bucket to others',
    ofBucket(undefined, [
      read({
        AWS: ['arn:aws:iam::999999999999:root', `arn:aws:iam::${OURS}:role/reader`, '111122223333'],
      }),
    ]),
    [
      'widened, medium, widens permissions: account `111122223333` may now `s3:GetObject` on objects of bucket `b`',
      'widened, medium, widens permissions: role `reader` may now `s3:GetObject` on objects of bucket `b`',
      'widened, medium, widens permissions: account `999999999999` may now `s3:GetObject` on objects of bucket `b`',
      'high, lets in another account: lets in account `111122223333` and account `999999999999`, from outside this account',
    ],
  ],
  [
    'a bucket to all but one',
    ofBucket(undefined, [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        NotPrincipal: { AWS: `arn:aws:iam::${OURS}:user/eve` },
      },
    ]),
    [
      'widened, medium, widens permissions: anyone but user `eve` may now `s3:GetObject` on objects of bucket `b`',
      'high, lets anyone in: everyone but those named is let in: no condition limits it to an account, an organization or a source',
    ],
  ],
  [
    'plain HTTP let in',
    ofBucket([TLS], []),
    [
      'widened, high, lifts a denial: anyone is no longer denied `s3:*` on bucket `b` and objects of bucket `b` if `aws:SecureTransport` is `false`',
    ],
  ],
  [
    'a bucket policy that goes',
    ofBucket([TLS], undefined),
    [
      'widened, medium, lifts a denial: anyone is no longer denied `s3:*` on bucket `b` and objects of bucket `b` if `aws:SecureTransport` is `false`',
    ],
  ],
  [
    'trust in a service',
    ofTrust(
      trust({ Service: 'ecs-tasks.amazonaws.com' }),
      trust({ Service: ['ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'] }),
    ),
    [
      'widened, medium, widens permissions: service `lambda.amazonaws.com` may now `sts:AssumeRole` on role `worker`',
    ],
  ],
  [
    'trust in a provider',
    ofTrust(
      policy(),
      trust(
        { Federated: `arn:aws:iam::${OURS}:oidc-provider/token.actions.githubusercontent.com` },
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:a/b:*' } },
        },
      ),
    ),
    [
      'widened, medium, widens permissions: whoever `arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com` vouches for may now `sts:AssumeRoleWithWebIdentity` on role `worker` if `token.actions.githubusercontent.com:sub` is like `repo:a/b:*`',
      'high, trusts an identity provider: `arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com` decides who is let in, within the conditions',
    ],
  ],
  [
    'a queue without a name for it',
    change('aws_sqs_queue_policy', undefined, {
      queue_url: 'https://sqs.eu-central-1.amazonaws.com/1/q',
      policy: policy({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
      }),
    }),
    [
      'widened, medium, widens permissions: service `events.amazonaws.com` may now `sqs:SendMessage` on queue `q`',
    ],
  ],
  [
    'a key',
    change('aws_kms_key', undefined, {
      description: 'data',
      arn: `arn:aws:kms:eu-central-1:${OURS}:key/1`,
      policy: policy(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${OURS}:root` } })),
    }),
    ['widened, medium, widens permissions: account `123456789012` may now `kms:*` on key `data`'],
  ],
  [
    'a function',
    change('aws_lambda_permission', undefined, {
      function_name: 'f',
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      source_arn: 'arn:aws:events:eu-central-1:1:rule/r',
    }),
    [
      'widened, medium, widens permissions: service `events.amazonaws.com` may now `lambda:InvokeFunction` on function `f` if `aws:SourceArn` is like `arn:aws:events:eu-central-1:1:rule/r`',
    ],
  ],
  [
    'a function to anyone',
    change('aws_lambda_permission', undefined, {
      function_name: 'f',
      action: 'lambda:InvokeFunction',
      principal: '*',
    }),
    [
      'widened, medium, widens permissions: anyone may now `lambda:InvokeFunction` on function `f`',
      'high, lets anyone in: anyone in the world is let in: no condition limits it to an account, an organization or a source',
    ],
  ],
  [
    'log groups',
    change('aws_cloudwatch_log_resource_policy', undefined, {
      policy_name: 'p',
      policy_document: policy(
        allow('logs:PutLogEvents', `arn:aws:logs:eu-central-1:${OURS}:log-group:/g:*`, {
          Principal: { Service: 'events.amazonaws.com' },
        }),
      ),
    }),
    [
      'widened, medium, widens permissions: service `events.amazonaws.com` may now `logs:PutLogEvents` on log group `/g`',
    ],
  ],
  [
    'an endpoint',
    change(
      'aws_vpc_endpoint',
      { policy: policy(allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: '*' })) },
      { policy: policy(allow('*', '*', { Principal: '*' })) },
    ),
    [
      'widened, medium, widens permissions: who calls through the endpoint `x` may now at most do anything on anything, before only `s3:GetObject` on objects of bucket `b`',
    ],
  ],
  [
    'a boundary of ours',
    change(
      'aws_iam_policy',
      undefined,
      {
        name: 'nightshift-dev-boundary',
        policy: policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      },
      { address: 'aws_iam_policy.boundaries_dev' },
    ),
    // It comes before the roles that it bounds, and gives nobody anything.
    [],
  ],
  [
    'a policy attached',
    attach(undefined, 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
    [
      'widened, medium, widens permissions: the role `worker` may now do all that AWS managed policy `ReadOnlyAccess` allows',
    ],
  ],
  [
    'another policy attached',
    attach('arn:aws:iam::aws:policy/ReadOnlyAccess', `arn:aws:iam::${OURS}:policy/own`),
    [
      'widened, medium, widens permissions: the role `worker` may now do all that policy `own` allows',
      'narrowed, low: the role `worker` may no longer do what only AWS managed policy `ReadOnlyAccess` allows',
    ],
  ],
  [
    'two policies of a role',
    change(
      'aws_iam_role',
      { name: 'worker', managed_policy_arns: [] },
      {
        name: 'worker',
        managed_policy_arns: [
          'arn:aws:iam::aws:policy/ReadOnlyAccess',
          `arn:aws:iam::${OURS}:policy/own`,
        ],
      },
    ),
    [
      'widened, medium, widens permissions: the role `worker` may now do all that AWS managed policy `ReadOnlyAccess` and policy `own` allow',
    ],
  ],
  [
    'an administrator',
    attach(undefined, 'arn:aws:iam::aws:policy/AdministratorAccess'),
    [
      'widened, medium, widens permissions: the role `worker` may now do all that AWS managed policy `AdministratorAccess` allows',
      'high, makes an administrator: `AdministratorAccess` is for administrators: whoever has it can do nearly everything',
    ],
  ],
  [
    'a whole service attached',
    attach(undefined, 'arn:aws:iam::aws:policy/AmazonS3FullAccess'),
    [
      'widened, medium, widens permissions: the role `worker` may now do all that AWS managed policy `AmazonS3FullAccess` allows',
      'high, allows a whole service: `AmazonS3FullAccess` covers every action of a service',
    ],
  ],
  [
    'a policy attached that is known later',
    attach(undefined, UNKNOWN),
    [
      'widened, medium, widens permissions: the role `worker` may now do all that a policy that is only known after apply allows',
    ],
  ],
  [
    'a new role, whose policies the provider computes',
    change('aws_iam_role', undefined, { name: 'worker', managed_policy_arns: UNKNOWN }),
    [],
  ],
  [
    'managed policies of a role',
    change(
      'aws_iam_role',
      { name: 'worker', managed_policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
      { name: 'worker', managed_policy_arns: [] },
    ),
    [
      'narrowed, low: the role `worker` may no longer do what only AWS managed policy `ReadOnlyAccess` allows',
    ],
  ],
  [
    'a boundary left',
    bounded(`arn:aws:iam::${OURS}:policy/nightshift/dev/nightshift-dev-boundary`, null),
    [
      'widened, high, leaves the boundary: the role `worker` loses its permissions boundary, policy `nightshift-dev-boundary`: nothing limits what its policies allow any longer',
    ],
  ],
  [
    'a boundary set',
    bounded(null, `arn:aws:iam::${OURS}:policy/edge`),
    ['narrowed, low: the role `worker` is now limited by the boundary policy `edge`'],
  ],
  [
    'another boundary',
    bounded(`arn:aws:iam::${OURS}:policy/edge`, UNKNOWN),
    [
      'changed, high, changes the boundary: the role `worker` gets another permissions boundary: a policy that is only known after apply, before policy `edge`',
    ],
  ],
  [
    'a block off',
    change('aws_s3_bucket_public_access_block', BLOCK, { ...BLOCK, block_public_policy: false }),
    [
      'widened, high, may become public: bucket `b` may become public: without `block_public_policy`',
    ],
  ],
  [
    'a block on',
    change('aws_s3_bucket_public_access_block', undefined, BLOCK),
    [
      'narrowed, low: bucket `b` is kept from being public by `block_public_acls`, `block_public_policy`, `ignore_public_acls`, `restrict_public_buckets`',
    ],
  ],
  [
    'a weak block',
    change('aws_s3_bucket_public_access_block', undefined, { ...BLOCK, block_public_acls: false }),
    [
      'widened, high, may become public: bucket `b` may become public: without `block_public_acls`',
      'narrowed, low: bucket `b` is kept from being public by `block_public_policy`, `ignore_public_acls`, `restrict_public_buckets`',
    ],
  ],
  [
    'a block that goes',
    change('aws_s3_bucket_public_access_block', BLOCK, undefined),
    [
      'widened, medium, may become public: bucket `b` may become public: without `block_public_acls`, `block_public_policy`, `ignore_public_acls`, `restrict_public_buckets`',
    ],
  ],
  [
    'an open list',
    change(
      'aws_s3_bucket_acl',
      { bucket: 'b', acl: 'private' },
      { bucket: 'b', acl: 'public-read' },
    ),
    [
      'widened, high, public bucket: bucket `b` is open to anyone: its access list says `public-read`',
    ],
  ],
  [
    'a list closed',
    change(
      'aws_s3_bucket_acl',
      { bucket: 'b', acl: 'public-read' },
      { bucket: 'b', acl: 'private' },
    ),
    ['narrowed, low: bucket `b` is no longer open to anyone by its access list'],
  ],
  [
    'a list that grants to all',
    change('aws_s3_bucket_acl', undefined, {
      bucket: 'b',
      access_control_policy: [
        { grant: [{ grantee: [{ uri: 'http://acs.amazonaws.com/groups/global/AllUsers' }] }] },
      ],
    }),
    ['widened, high, public bucket: bucket `b` is open to anyone: its access list says `AllUsers`'],
  ],
  [
    'a port open inline',
    change(
      'aws_security_group',
      { name: 'g', ingress: [opened(443, '10.0.0.0/8')] },
      { name: 'g', ingress: [opened(443, '10.0.0.0/8'), opened(22, '0.0.0.0/0')] },
    ),
    [
      'widened, high, opens to the internet: the internet may now reach port `22` of security group `g`',
    ],
  ],
  [
    'two ports open, two closed',
    change(
      'aws_security_group',
      { name: 'g', ingress: [opened(22, '0.0.0.0/0'), opened(23, '0.0.0.0/0')] },
      { name: 'g', ingress: [opened(80, '0.0.0.0/0'), opened(443, '0.0.0.0/0')] },
    ),
    [
      'widened, high, opens to the internet: the internet may now reach port `80` and port `443` of security group `g`',
      'narrowed, low: the internet may no longer reach port `22` and port `23` of security group `g`',
    ],
  ],
  [
    'a port closed',
    change(
      'aws_security_group',
      { name: 'g', ingress: [opened(22, '0.0.0.0/0')] },
      { name: 'g', ingress: [] },
    ),
    ['narrowed, low: the internet may no longer reach port `22` of security group `g`'],
  ],
  [
    'a rule to the world',
    change('aws_vpc_security_group_ingress_rule', undefined, {
      security_group_id: 'sg-1',
      cidr_ipv6: '::/0',
      ip_protocol: '-1',
    }),
    [
      'widened, high, opens to the internet: the internet may now reach every port of security group `sg-1`',
    ],
  ],
  [
    'an old rule to the world',
    change('aws_security_group_rule', undefined, {
      security_group_id: 'sg-1',
      type: 'ingress',
      cidr_blocks: ['0.0.0.0/0'],
      protocol: 'tcp',
      from_port: 80,
      to_port: 90,
    }),
    [
      'widened, high, opens to the internet: the internet may now reach port `80-90` of security group `sg-1`',
    ],
  ],
  [
    'a rule outwards',
    change('aws_security_group_rule', undefined, {
      security_group_id: 'sg-1',
      type: 'egress',
      cidr_blocks: ['0.0.0.0/0'],
      protocol: '-1',
    }),
    [],
  ],
  [
    'what Terraform forgets',
    { ...ofRole(policy(allow('*', '*')), undefined), action: 'forget' },
    [],
  ],
  ['what stays', { ...ofRole(policy(), policy(allow('*', '*'))), action: 'stay' }, []],
  [
    'a computed policy of AWS',
    change('aws_s3_bucket', undefined, { bucket: 'b', policy: UNKNOWN }),
    [],
  ],
];

test.each(CASES)('%s', (_, before, after, expected) => {
  expect(lines(ofRole(policy(...before), policy(...after)))).toEqual(expected);
});

test.each(CHANGES)('%s', (_, one, expected) => {
  expect(lines(one)).toEqual(expected);
});

test('says the region too where the environment is known', () => {
  const environment = { account: OURS, region: 'eu-central-1' } as Environment;
  const one = ofRole(undefined, policy(allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:1:q')));

  expect(explainPermissions(subject(one), { ...KNOWN, environment }).map(line)).toEqual([
    'widened, medium, widens permissions: the role `worker` may now `sqs:SendMessage` on queue `q` of account `1` in `us-east-1`',
  ]);
});

test('tells the whole policy, so that no other line repeats it', () => {
  const [first] = found(ofRole(undefined, policy(allow('sqs:SendMessage', '*'))));
  expect(first?.tells).toEqual([['policy']]);

  // Of more than can be read in a line, the diff shows the rest.
  const many = Array.from({ length: 50 }, (_, index) => `sqs:Send${index}`);
  const [long] = found(ofRole(undefined, policy(allow(many, TABLE))));
  expect(show(long?.words ?? [])).toMatch(/; 34 more$/);
  expect(long?.tells).toEqual([]);
});

test('what is too much to compare is said to change', () => {
  const many = Array.from({ length: 200 }, (_, index) => `arn:aws:sqs:eu-central-1:1:q${index}`);
  const one = ofRole(undefined, policy(allow(many, many)));

  expect(lines(one)).toEqual([
    "changed, high, permissions not shown: what the role `worker` may do changes, and can't be shown here",
  ]);
});

const texts = (...all: string[]) =>
  fc.uniqueArray(fc.constantFrom(...all), { minLength: 1, maxLength: 3 });

const someStatements = fc.array(
  fc.record(
    {
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: texts('s3:GetObject', 's3:PutObject', 's3:Get*', 's3:*', 'iam:PassRole', '*'),
      Resource: texts('arn:aws:s3:::b/*', 'arn:aws:s3:::b/in/*', '*', TABLE),
      Condition: fc.constantFrom<Value>(
        { StringEquals: { 'aws:SourceAccount': [OURS] } },
        { Bool: { 'aws:SecureTransport': ['true'] } },
      ),
    },
    { requiredKeys: ['Effect', 'Action', 'Resource'] },
  ),
  { maxLength: 4 },
) as fc.Arbitrary<Statement[]>;

test('the other way round, what widened is narrowed', () => {
  const directions = (before: Statement[], after: Statement[]): (string | undefined)[] =>
    found(ofRole(policy(...before), policy(...after)))
      .map(({ permissions }) => permissions)
      .filter((direction) => direction !== undefined)
      .sort();
  const mirror: Record<string, string> = { widened: 'narrowed', narrowed: 'widened' };
  fc.assert(
    fc.property(someStatements, someStatements, (before, after) => {
      const back = directions(after, before).map((one) => mirror[one ?? ''] ?? one);
      expect(new Set(back)).toEqual(new Set(directions(before, after)));
    }),
  );
});

test('in another order or spelling it is the same, and nothing is said', () => {
  const respell = (statement: Statement): Statement =>
    Object.fromEntries(
      Object.entries(statement)
        .reverse()
        .map(([name, value]) => {
          if (!Array.isArray(value)) return [name, value];
          return [name, value.length === 1 ? (value[0] ?? null) : [...value].reverse()];
        }),
    );
  fc.assert(
    fc.property(someStatements, (all) => {
      const other = [...all].reverse().map(respell);
      expect(lines(ofRole(policy(...all), policy(...other)))).toEqual([]);
    }),
  );
});

test('one more allowed never narrows, one less never widens', () => {
  fc.assert(
    fc.property(someStatements, someStatements, (all, more) => {
      const allowed = more.filter(({ Effect }) => Effect === 'Allow');
      const [less, greater] = [policy(...all), policy(...all, ...allowed)];
      for (const { permissions } of found(ofRole(less, greater)))
        expect(permissions).not.toBe('narrowed');
      for (const { permissions } of found(ofRole(greater, less)))
        expect(permissions).not.toBe('widened');
    }),
  );
});

const anything = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Value>(null, '', '*', 'arn:aws:s3:::b', 'arn:', 1, true, UNKNOWN, new Hidden()),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'Statement',
        'Action',
        'NotAction',
        'Resource',
        'Principal',
        'AWS',
        'Effect',
        'Condition',
        'StringEquals',
        '__proto__',
        'constructor',
        'policy',
        'name',
        'grant',
        'grantee',
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

test('no value makes it throw', () => {
  const types = [...new Set(CHANGES.map(([, { type }]) => type))];
  const names = [
    'policy',
    'assume_role_policy',
    'inline_policy',
    'policy_arn',
    'managed_policy_arns',
    'permissions_boundary',
    'acl',
    'access_control_policy',
    'ingress',
    'cidr_blocks',
    'type',
    'role',
    'principal',
    'source_arn',
    'arn',
  ];
  const sides = fc.dictionary(fc.constantFrom(...names), anything);
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      sides,
      sides,
      fc.boolean(),
      (type, before, after, held) => {
        const one = change(type, before, after);
        const wrapped = change(
          type,
          { policy: { Statement: [before] } },
          { policy: { Statement: after } },
        );
        for (const finding of found(held ? wrapped : one)) expect(show(finding.words)).not.toBe('');
      },
    ),
    { numRuns: 1000 },
  );
});

test('what would be without a line is no before', () => {
  const one = ofRole(
    policy(allow('dynamodb:GetItem', TABLE)),
    policy(allow('dynamodb:Get*', TABLE)),
  );
  const of = (known: Known): string =>
    explainPermissions(subject(one), known)
      .map(({ words }) => show(words))
      .join();

  expect(of(KNOWN)).toContain(', before only `dynamodb:GetItem` on');
  expect(of({ ...KNOWN, against: 'without a line' })).toContain(
    ', without this line only `dynamodb:GetItem` on',
  );
});
