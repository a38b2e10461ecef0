import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../tests/support/environment.ts';
import { unknownMembers } from '../tests/support/sdk-model.ts';
import { configurationOf, readConfiguration, synthesise } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

function synth(yaml = ''): Json {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  synthesise([environmentOf(yaml)], outdir);
  return JSON.parse(readConfiguration(outdir, 'test'));
}

const PREFIX = 'arn:aws:iam::123456789012:role/nightshift/test/nightshift-test';

describe('an environment', () => {
  const { resource, provider, terraform } = synth();

  test('keeps its state in the account, locked without a table', () => {
    expect(terraform.backend.s3).toEqual({
      bucket: 'nightshift-state-123456789012-eu-central-1',
      key: 'state/test',
      region: 'eu-central-1',
      encrypt: true,
      use_lockfile: true,
    });
  });

  test('refuses other accounts and tags everything', () => {
    expect(provider.aws[0]).toEqual({
      region: 'eu-central-1',
      allowed_account_ids: ['123456789012'],
      default_tags: [
        {
          tags: {
            project: 'nightshift',
            environment: 'test',
            owner: 'batch-team',
            managedBy: 'nightshift',
          },
        },
      ],
    });
  });

  test('bears addresses that people can read', () => {
    const names = Object.values(resource as Json).flatMap((named) => Object.keys(named as Json));
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*(_[a-z0-9-]+)*$/);
    expect(resource.aws_scheduler_schedule).toHaveProperty('jobs_flight-delays_schedule');
  });

  test('synthesised twice is the same to the byte', () => {
    expect(synth()).toEqual({
      resource,
      provider,
      terraform,
      '//': expect.anything(),
      data: expect.anything(),
    });
    expect(JSON.stringify(synth())).toBe(JSON.stringify(synth()));
    // But for a comment: the version of cdktf, which only an App knows.
    const { '//': _, ...written } = synth();
    expect(configurationOf(environmentOf())).toMatchObject(written);
  });
});

describe('the data buckets', () => {
  const { resource } = synth(
    'data: { input: { expireAfterDays: 7 }, output: { expireAfterDays: null } }\n',
  );

  test.each(['input', 'output', 'runs'])(
    '%s is versioned, encrypted, shut, and protected',
    (kind) => {
      const bucket = `nightshift-test-${kind}-123456789012-eu-central-1`;
      const part = (type: string, name: string): Json =>
        resource[`aws_s3_bucket${type}`][`data_${kind}_${name}`];
      expect(part('', 'bucket')).toMatchObject({ bucket, lifecycle: { prevent_destroy: true } });
      expect(part('_versioning', 'versioning').versioning_configuration).toEqual({
        status: 'Enabled',
      });
      expect(part('_server_side_encryption_configuration', 'encryption').rule).toEqual([
        { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
      ]);
      expect(part('_public_access_block', 'public-access-block')).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      expect(JSON.parse(part('_policy', 'policy').policy).Statement).toEqual([
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]);
    },
  );

  test('lose what the file says, and old versions always', () => {
    const rules = (kind: string): Json =>
      resource.aws_s3_bucket_lifecycle_configuration[`data_${kind}_lifecycle`].rule;
    expect(rules('input')).toMatchObject([
      { expiration: [{ days: 7 }], noncurrent_version_expiration: [{ noncurrent_days: 30 }] },
      { expiration: [{ expired_object_delete_marker: true }] },
    ]);
    expect(rules('output')).toMatchObject([
      { noncurrent_version_expiration: [{ noncurrent_days: 30 }] },
    ]);
    expect(rules('output')[0]).not.toHaveProperty('expiration');
  });
});

describe('a job', () => {
  const { resource } = synth(
    [
      'jobs:',
      '  flight-delays:',
      '    schedule: cron(15 3 * * ? *)',
      '    retryWindow: 30m',
      '    variables: { Z_LAST: "1", A_FIRST: "2" }',
      '    permissions:',
      '      - actions: [dynamodb:GetItem]',
      '        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]',
      '',
    ].join('\n'),
  );
  const definition: Json = resource.aws_ecs_task_definition['jobs_flight-delays_task-definition'];
  const schedule: Json = resource.aws_scheduler_schedule['jobs_flight-delays_schedule'];
  const statements = (role: string): Json =>
    JSON.parse(resource.aws_iam_role_policy[`${role}_policy`].policy).Statement;

  test('has a task definition whose roles and image are known at plan time', () => {
    expect(definition).toMatchObject({
      family: 'nightshift-test-flight-delays',
      cpu: '256',
      memory: '512',
      runtime_platform: { cpu_architecture: 'ARM64' },
      task_role_arn: `${PREFIX}-flight-delays-task`,
      execution_role_arn: `${PREFIX}-flight-delays-execution`,
      skip_destroy: true,
    });
    // 20 GiB are free, and a block that asks for them is refused.
    expect(definition).not.toHaveProperty('ephemeral_storage');
    expect(definition.container_definitions).not.toContain('${');
  });

  test('has a container with the contract, in the order in which AWS gives it back', () => {
    const [container] = JSON.parse(definition.container_definitions);
    expect(container).toMatchObject({
      name: 'job',
      command: ['flight-delays'],
      readonlyRootFilesystem: true,
      mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false }],
    });
    expect(container.environment).toEqual([
      { name: 'A_FIRST', value: '2' },
      { name: 'NIGHTSHIFT_ENVIRONMENT', value: 'test' },
      {
        name: 'NIGHTSHIFT_INPUT',
        value: 's3://nightshift-test-input-123456789012-eu-central-1/incoming/',
      },
      { name: 'NIGHTSHIFT_JOB', value: 'flight-delays' },
      {
        name: 'NIGHTSHIFT_OUTPUT',
        value: 's3://nightshift-test-output-123456789012-eu-central-1/delays/{run}/',
      },
      {
        name: 'NIGHTSHIFT_RUNS',
        value: 's3://nightshift-test-runs-123456789012-eu-central-1/flight-delays/',
      },
      { name: 'NIGHTSHIFT_TIMEOUT', value: '21600' },
      { name: 'Z_LAST', value: '1' },
    ]);
  });

  test('is scheduled in its zone, within its retry window, with a queue for what failed', () => {
    expect(schedule).toMatchObject({
      state: 'ENABLED',
      schedule_expression: 'cron(15 3 * * ? *)',
      schedule_expression_timezone: 'Europe/Berlin',
      flexible_time_window: { mode: 'OFF' },
      target: {
        arn: 'arn:aws:scheduler:::aws-sdk:ecs:runTask',
        role_arn: `${PREFIX}-flight-delays-scheduler`,
        retry_policy: { maximum_event_age_in_seconds: 1800 },
        dead_letter_config: {
          arn: 'arn:aws:sqs:eu-central-1:123456789012:nightshift-test-flight-delays',
        },
      },
    });
  });

  test('without a schedule has a disabled one, so that a run by hand starts what is deployed', () => {
    const quiet = synth('jobs: { flight-delays: { schedule: none } }\n').resource;
    expect(quiet.aws_scheduler_schedule['jobs_flight-delays_schedule'].state).toBe('DISABLED');
  });

  test('may read its input, write its output and report, and what the file permits', () => {
    const bucket = (kind: string): string =>
      `arn:aws:s3:::nightshift-test-${kind}-123456789012-eu-central-1`;
    expect(statements('jobs_flight-delays_task-role')).toEqual([
      {
        Sid: 'ListInput',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: bucket('input'),
        Condition: { StringLike: { 's3:prefix': 'incoming/*' } },
      },
      {
        Sid: 'ReadInput',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `${bucket('input')}/incoming/*`,
      },
      {
        Sid: 'WriteOutput',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:GetObject'],
        Resource: `${bucket('output')}/delays/*`,
      },
      {
        Sid: 'LeaveReport',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: `${bucket('runs')}/flight-delays/*`,
      },
      {
        Sid: 'Permissions0',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem'],
        Resource: ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers'],
      },
    ]);
  });

  test('is started by a role that can start nothing else', () => {
    expect(statements('jobs_flight-delays_scheduler-role')).toEqual([
      expect.objectContaining({
        Action: 'ecs:RunTask',
        Resource:
          'arn:aws:ecs:eu-central-1:123456789012:task-definition/nightshift-test-flight-delays:*',
        Condition: {
          ArnEquals: {
            'ecs:cluster': 'arn:aws:ecs:eu-central-1:123456789012:cluster/nightshift-test',
          },
        },
      }),
      expect.objectContaining({
        Action: 'ecs:TagResource',
        Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      }),
      expect.objectContaining({
        Action: 'iam:PassRole',
        Resource: [`${PREFIX}-flight-delays-execution`, `${PREFIX}-flight-delays-task`],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
      expect.objectContaining({ Action: 'sqs:SendMessage' }),
    ]);
    const trust = JSON.parse(
      resource.aws_iam_role['jobs_flight-delays_scheduler-role_role'].assume_role_policy,
    );
    expect(trust.Statement[0].Condition.StringEquals).toEqual({
      'aws:SourceAccount': '123456789012',
      'aws:SourceArn':
        'arn:aws:scheduler:eu-central-1:123456789012:schedule-group/nightshift-test-flight-delays',
    });
  });

  test('gets no star for a resource, but where AWS has no resource level', () => {
    const stars = Object.keys(resource.aws_iam_role_policy).flatMap((name) =>
      JSON.parse(resource.aws_iam_role_policy[name].policy).Statement.filter((statement: Json) =>
        [statement.Resource].flat().includes('*'),
      ),
    );
    expect(stars.map(({ Action }: Json) => Action)).toEqual(['ecr:GetAuthorizationToken']);
  });
});

describe('the schedule calls RunTask', () => {
  const { resource } = synth();
  const text: string = resource.aws_scheduler_schedule['jobs_flight-delays_schedule'].target.input;

  test('with the scheduled time left for EventBridge Scheduler to fill in', () => {
    expect(text).toContain('"Value":"<aws.scheduler.scheduled-time>"');
    expect(text).toMatch(/"ClientToken":"[0-9a-f]{8}-<aws\.scheduler\.scheduled-time>"/);
    // The attempt would change the call under one token, and ECS would refuse it.
    expect(text).not.toContain('attempt-number');
  });

  test('by a client token that ECS takes: 64 characters of visible ASCII', () => {
    const token: string = JSON.parse(text).ClientToken.replace(
      '<aws.scheduler.scheduled-time>',
      '2026-11-23T03:15:00Z',
    );
    expect(token).toMatch(/^[\x21-\x7e]{1,64}$/);
  });

  test('by names that its model has, in the PascalCase that universal targets want', () => {
    expect(unknownMembers(JSON.parse(text), sdk.RunTaskRequest$)).toEqual([]);
  });

  test('and a wrong name would be found', () => {
    const input = JSON.parse(text);
    input.Overrides.ContainerOverrides[0].Environments = [];
    input.launchType = input.LaunchType;
    input.NetworkConfiguration.AwsvpcConfiguration.Subnet = [];

    expect(unknownMembers(input, sdk.RunTaskRequest$)).toEqual([
      'NetworkConfiguration.AwsvpcConfiguration.Subnet',
      'Overrides.ContainerOverrides.Environments',
      'launchType',
    ]);
  });
});
