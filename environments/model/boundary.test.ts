import { beforeAll, describe, expect, test } from '@jest/globals';
import { evaluate, type Statement } from '../../tests/policy/evaluate.ts';
import { boundaryStatements, forbids } from './boundary.ts';
import { type IamCatalogue, readIam } from './iam.ts';
import { arns, jobNames } from './names.ts';

const place = {
  project: 'nightshift',
  name: 'prod',
  account: '123456789012',
  region: 'eu-central-1',
};
const names = jobNames(place, 'flight-delays');
const role = arns(place).role;
const statements = boundaryStatements(place);

interface Call {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly passedTo?: string;
}

/** What IAM makes of a boundary, for a role whose own policy allows everything. */
function allowed({ principal, action, resource, passedTo }: Call): boolean {
  const context = passedTo === undefined ? {} : { 'iam:PassedToService': passedTo };
  const everything: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const request = { caller: { role: principal }, action, resource, context };
  return evaluate(request, { identity: [everything], boundary: statements }).allowed;
}

const job = role(names.taskRole);
const scheduler = role(names.schedulerRole);
const build = role('nightshift-prod-build');
const tasks = 'ecs-tasks.amazonaws.com';

describe('the boundary', () => {
  test.each<[string, Call]>([
    [
      'a job its input',
      {
        principal: job,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::nightshift-prod-input-123456789012-eu-central-1/incoming/a.csv',
      },
    ],
    [
      'a job a table',
      {
        principal: job,
        action: 'dynamodb:PutItem',
        resource: 'arn:aws:dynamodb:eu-central-1:123456789012:table/customers',
      },
    ],
    [
      'a job a key',
      {
        principal: job,
        action: 'kms:Decrypt',
        resource: 'arn:aws:kms:eu-central-1:123456789012:key/1',
      },
    ],
    [
      'a job a queue',
      {
        principal: job,
        action: 'sqs:SendMessage',
        resource: 'arn:aws:sqs:eu-central-1:123456789012:orders',
      },
    ],
    [
      'a job a function',
      {
        principal: job,
        action: 'lambda:InvokeFunction',
        resource: 'arn:aws:lambda:eu-central-1:123456789012:function:f',
      },
    ],
    [
      'a job a role of another account',
      {
        principal: job,
        action: 'sts:AssumeRole',
        resource: 'arn:aws:iam::999999999999:role/partner',
      },
    ],
    [
      'the scheduler its task',
      {
        principal: scheduler,
        action: 'ecs:RunTask',
        resource:
          'arn:aws:ecs:eu-central-1:123456789012:task-definition/nightshift-prod-flight-delays:1',
      },
    ],
    [
      'the scheduler an array',
      {
        principal: scheduler,
        action: 'batch:SubmitJob',
        resource: 'arn:aws:batch:eu-central-1:123456789012:job-queue/nightshift-prod',
      },
    ],
    [
      "the scheduler a task's role",
      { principal: scheduler, action: 'iam:PassRole', resource: job, passedTo: tasks },
    ],
    [
      'the scheduler its tags',
      {
        principal: scheduler,
        action: 'ecs:TagResource',
        resource: 'arn:aws:ecs:eu-central-1:123456789012:task/nightshift-prod/1',
      },
    ],
    [
      'the build its image',
      {
        principal: build,
        action: 'ecr:PutImage',
        resource: 'arn:aws:ecr:eu-central-1:123456789012:repository/nightshift-prod',
      },
    ],
    [
      'the pipeline its build',
      {
        principal: role('nightshift-prod-pipeline'),
        action: 'codebuild:StartBuild',
        resource: 'arn:aws:codebuild:eu-central-1:123456789012:project/x',
      },
    ],
    [
      'the agent its log',
      {
        principal: role(names.executionRole),
        action: 'logs:PutLogEvents',
        resource:
          'arn:aws:logs:eu-central-1:123456789012:log-group:/nightshift/prod/x:log-stream:y',
      },
    ],
  ])('leaves %s', (_, call) => {
    expect(allowed(call)).toBe(true);
  });

  test.each<[string, Call]>([
    [
      'a job a new user',
      { principal: job, action: 'iam:CreateUser', resource: 'arn:aws:iam::123456789012:user/x' },
    ],
    ['a job its own policy', { principal: job, action: 'iam:PutRolePolicy', resource: job }],
    [
      'the scheduler a new boundary',
      { principal: scheduler, action: 'iam:DeleteRolePermissionsBoundary', resource: scheduler },
    ],
    [
      'the organisation',
      { principal: build, action: 'organizations:LeaveOrganization', resource: '*' },
    ],
    [
      'a job a role to pass',
      { principal: job, action: 'iam:PassRole', resource: job, passedTo: tasks },
    ],
    [
      'the scheduler a role out of its path',
      {
        principal: scheduler,
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::123456789012:role/admin',
        passedTo: tasks,
      },
    ],
    [
      'the scheduler a role of another environment',
      {
        principal: scheduler,
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::123456789012:role/nightshift/dev/nightshift-dev-x-task',
        passedTo: tasks,
      },
    ],
    [
      'the scheduler another service',
      {
        principal: scheduler,
        action: 'iam:PassRole',
        resource: job,
        passedTo: 'lambda.amazonaws.com',
      },
    ],
    ['the scheduler nobody', { principal: scheduler, action: 'iam:PassRole', resource: job }],
    [
      'a job another role',
      {
        principal: job,
        action: 'sts:AssumeRole',
        resource: 'arn:aws:iam::123456789012:role/admin',
      },
    ],
    [
      'a job the states',
      {
        principal: job,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::nightshift-state-123456789012-eu-central-1/state/prod',
      },
    ],
    [
      'a job the states of another project',
      {
        principal: job,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::dayshift-state-123456789012-eu-central-1/state/prod',
      },
    ],
    [
      'the scheduler the root user',
      {
        principal: scheduler,
        action: 'sts:AssumeRoot',
        resource: 'arn:aws:iam::999999999999:root',
      },
    ],
    [
      'the build the states of another region',
      {
        principal: build,
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::nightshift-state-123456789012-us-east-1/state/prod',
      },
    ],
    [
      'a job the trail',
      {
        principal: job,
        action: 'cloudtrail:StopLogging',
        resource: 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/t',
      },
    ],
    [
      'a job its log',
      {
        principal: job,
        action: 'logs:DeleteLogGroup',
        resource: 'arn:aws:logs:eu-central-1:123456789012:log-group:/nightshift/prod/x',
      },
    ],
    [
      'a job the end of a key',
      {
        principal: job,
        action: 'kms:ScheduleKeyDeletion',
        resource: 'arn:aws:kms:eu-central-1:123456789012:key/1',
      },
    ],
    [
      "a job a bucket's policy",
      { principal: job, action: 's3:PutBucketPolicy', resource: 'arn:aws:s3:::b' },
    ],
    [
      'a job a public bucket',
      { principal: job, action: 's3:PutBucketPublicAccessBlock', resource: 'arn:aws:s3:::b' },
    ],
    [
      'a job a public object',
      { principal: job, action: 's3:PutObjectAcl', resource: 'arn:aws:s3:::b/o' },
    ],
    [
      'the build the end of a bucket',
      { principal: build, action: 's3:DeleteBucket', resource: 'arn:aws:s3:::b' },
    ],
    [
      'a job the image of all jobs',
      {
        principal: job,
        action: 'ecr:PutImage',
        resource: 'arn:aws:ecr:eu-central-1:123456789012:repository/nightshift-prod',
      },
    ],
    [
      'a job a function of others',
      {
        principal: job,
        action: 'lambda:UpdateFunctionCode',
        resource: 'arn:aws:lambda:eu-central-1:123456789012:function:f',
      },
    ],
    [
      'a job a shell in another',
      {
        principal: job,
        action: 'ecs:ExecuteCommand',
        resource: 'arn:aws:ecs:eu-central-1:123456789012:task/nightshift-prod/1',
      },
    ],
    [
      'whoever asks in another case',
      { principal: job, action: 'IAM:createUSER', resource: 'arn:aws:iam::123456789012:user/x' },
    ],
  ])('refuses %s', (_, call) => {
    expect(allowed(call)).toBe(false);
  });

  test('is a managed policy that IAM takes', () => {
    const longest = {
      ...place,
      project: 'p'.repeat(20),
      name: 'e'.repeat(31),
      region: 'ap-southeast-1',
    };
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: boundaryStatements(longest),
    });

    expect(policy.length).toBeLessThan(6144);
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
    for (const { Sid } of statements) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
  });
});

describe('the list', () => {
  const written = statements.flatMap(({ Action = [], NotAction = [] }) => [
    ...Action,
    ...NotAction,
  ]);
  let iam: IamCatalogue;
  beforeAll(async () => {
    iam = await readIam(written.map((action) => action.split(':')[0] ?? ''));
  });

  test('names actions that IAM has, as it spells them', () => {
    for (const action of written) {
      const [prefix = '', name = ''] = action.split(':');
      const spelled = new RegExp(`^${prefix}:${name.replaceAll('*', '.*')}$`);
      expect([action, ...iam.actions(action).map((one) => one.name)]).toEqual([
        action,
        expect.stringMatching(spelled),
        ...iam
          .actions(action)
          .slice(1)
          .map(() => expect.stringMatching(spelled)),
      ]);
    }
  });

  test('says of every action what the policy does with it', () => {
    const resources = [
      'arn:aws:s3:::nightshift-state-123456789012-eu-central-1/state/prod',
      'arn:aws:s3:::other-state-123456789012-eu-central-1/key',
      'arn:aws:s3:::other/key',
      job,
      'arn:aws:iam::999999999999:role/partner',
    ];
    const services = ['batch', 'ecr', 'ecs', 'events', 'glue', 'iam', 'kms', 'lakeformation'];
    const actions = [...services, 'lambda', 'logs', 's3', 's3tables', 'scheduler', 'ssm', 'sts']
      .flatMap((prefix) => iam.actions(`${prefix}:*`))
      .map(({ name }) => name);
    const calls = actions.flatMap((action) =>
      resources.map((resource) => ({ principal: job, action, resource, passedTo: tasks })),
    );

    expect(actions.length).toBeGreaterThan(1000);
    expect(
      calls.filter((call) => allowed(call) === !!forbids(call.action, call.resource, place)),
    ).toEqual([]);
  });

  test('gives each reason with its remedy, and says what is at fault', () => {
    expect(forbids('iam:CreateRole', job, place)).toEqual({
      why: 'identities and accounts are administered by people, and roles come from stacks/: leave it to them',
      fault: 'action',
    });
    expect(forbids('s3:ListBucket', 'arn:aws:s3:::nightshift-state-*', place)?.fault).toBe(
      'resource',
    );
  });

  const bucket = (name: string): string => `arn:aws:s3:::${name}`;
  const runs = bucket('nightshift-prod-runs-123456789012-eu-central-1');

  test('keeps files from granting what a job needs on its own prefix of the reports', () => {
    const report = `${runs}/flight-delays/run/report.json`;

    expect(allowed({ principal: job, action: 's3:PutObject', resource: report })).toBe(true);
    expect(forbids('s3:PutObject', report, place)).toEqual({
      why: 'runs are reported there, and a job leaves its own report without asking: use a bucket of your own',
      fault: 'resource',
    });
    expect(forbids('s3:GetObject', report, place)).toBeUndefined();
  });

  test.each([
    ['s3:PutObject', bucket('nightshift-dev-runs-999999999999-us-east-1/x/*')],
    ['s3:DeleteObject', bucket('nightshift-*')],
    ['s3:PutObject', bucket('*/*')],
    ['s3:GetObject', bucket('dayshift-state-123456789012-eu-central-1/state/prod')],
    ['s3:GetObject', bucket('dayshift-state-123456789012-*')],
    ['sts:AssumeRoot', 'arn:aws:iam::999999999999:root'],
    ['sts:Assume*', 'arn:aws:iam::999999999999:role/x'],
    ['s3tables:PutTablePolicy', '*'],
    ['ec2:ModifyImageAttribute', '*'],
    ['rds:ModifyDBClusterSnapshotAttribute', '*'],
    ['codeartifact:PutDomainPermissionsPolicy', '*'],
    ['lambda:CreateFunctionUrlConfig', '*'],
    ['ecs:StopTask', '*'],
    ['scheduler:DeleteSchedule', '*'],
  ])('forbids the back doors: %s on %s', (action, resource) => {
    expect(forbids(action, resource, place)).toBeDefined();
  });

  test.each([
    // A key may hold any text, and a bucket's prefix is not meant for a state.
    ['s3:PutObject', bucket('nightshift-prod-output-123456789012-eu-central-1/*')],
    ['s3:PutObject', bucket('nightshift-b/x-runs-y')],
    ['s3:GetObject', bucket('b/a-state-123456789012-c')],
    ['s3:GetObject', bucket('team-data-*')],
    ['s3:GetObject', bucket('team-*/raw/*')],
    ['s3:GetObject', bucket('dayshift-state-999999999999-eu-central-1/state/prod')],
    ['ec2:ModifyVolume', '*'],
    ['lambda:GetEventSourceMapping', '*'],
    ['scheduler:GetSchedule', '*'],
  ])('leaves the doors beside them: %s on %s', (action, resource) => {
    expect(forbids(action, resource, place)).toBeUndefined();
  });

  test.each([
    ['iam:Pass*', job],
    ['IAM:PASSROLE', job],
    ['s3:Put*', 'arn:aws:s3:::b'],
    ['s3:Get*', 'arn:aws:s3:::night*'],
    ['s3:GetObject', '*'],
    ['s3:GetObject', 'arn:aws:s3:::nightshift-state-????????????-eu-central-1/*'],
    ['sts:AssumeRole', 'arn:aws:iam::1234567890*:role/x'],
  ])('forbids a wildcard that touches it: %s on %s', (action, resource) => {
    expect(forbids(action, resource, place)).toBeDefined();
  });

  test.each([
    ['s3:Get*', 'arn:aws:s3:::nightshift-prod-*'],
    ['s3:PutObject', 'arn:aws:s3:::b/*'],
    ['dynamodb:*Item', 'arn:aws:dynamodb:eu-central-1:123456789012:table/*'],
    ['sts:AssumeRole', 'arn:aws:iam::999999999999:role/*'],
  ])('lets one through that does not: %s on %s', (action, resource) => {
    expect(forbids(action, resource, place)).toBeUndefined();
  });
});
