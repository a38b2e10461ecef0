/** What the four roles of a job are asked. */
import { inputOf, type Location, outputOf } from '../../../environments/model/location.ts';
import { arns, bucketArn, bucketNames, jobNames } from '../../../environments/model/names.ts';
import type { Environment, Job } from '../../../environments/model/schema.ts';
import { extensionSid } from '../../../stacks/extension-origin.ts';
import { actsFor, type Case, type Cases, can, elsewhere, HTTP, type RoleCases } from '../call.ts';
import { type Grant, grantsOf } from '../full-environment.ts';

const ECS = 'ecs-tasks.amazonaws.com';

/** Of the agent that starts a job's tasks. */
export function execution(environment: Environment, { name, secrets }: Job): RoleCases {
  const all = arns(environment);
  const { registry = environment } = environment;
  const stream = (job: string): string =>
    `${all.logStreams(job).slice(0, -1)}log-stream:run/job/0123`;
  const listed = (service: string): string =>
    Object.values(secrets).find((arn) => arn.startsWith(`arn:aws:${service}:`)) ?? '';
  // ECS asks for the secret, whatever part of it the file names.
  const secret = listed('secretsmanager').split(':').slice(0, 7).join(':');
  const parameter = listed('ssm');
  return {
    service: ECS,
    proves: {},
    statements: {
      RegistryLogin: can('ecr:GetAuthorizationToken', '*', {}, { action: 'ecr:CreateRepository' }),
      PullImage: can(
        'ecr:BatchGetImage',
        arns(registry).repository,
        {},
        { resource: arns({ ...registry, name: 'other' }).repository },
        { action: 'ecr:PutImage' },
      ),
      WriteLogs: can(
        'logs:PutLogEvents',
        stream(name),
        {},
        { resource: stream('another-job') },
        { action: 'logs:GetLogEvents' },
      ),
      ...(secret && {
        ReadSecrets: can(
          'secretsmanager:GetSecretValue',
          secret,
          {},
          { resource: `${secret.slice(0, -6)}ZyXwVu` },
          { action: 'secretsmanager:PutSecretValue' },
        ),
      }),
      ...(parameter && {
        ReadParameters: can(
          'ssm:GetParameters',
          parameter,
          {},
          { resource: `${parameter}-other` },
          { action: 'ssm:PutParameter' },
        ),
      }),
    },
  };
}

/** Of a job's own code. */
export function task(environment: Environment, job: Job): RoleCases {
  const [input, output] = [inputOf(environment, job), outputOf(environment, job)];
  const buckets = bucketNames(environment);
  const runs = bucketArn(buckets.runs);
  return {
    service: ECS,
    proves: actsFor(environment, arns(environment).tasks.replace('*', '0123')),
    statements: {
      ListInput: can(
        's3:ListBucket',
        bucketArn(input.bucket),
        { 's3:prefix': input.prefix },
        { context: { 's3:prefix': 'another-job/' } },
        { context: { 's3:prefix': '' } },
        { context: {} },
        { resource: bucketArn(bucketNames({ ...environment, name: 'other' }).input) },
      ),
      ReadInput: can(
        's3:GetObject',
        object(input),
        {},
        { resource: object({ ...input, prefix: 'another-job/' }) },
        { action: 's3:PutObject' },
        { action: 's3:DeleteObject' },
        // A bucket of others has a policy of its own.
        ...(input.bucket === buckets.input ? [HTTP] : []),
      ),
      WriteOutput: can(
        's3:PutObject',
        object(output),
        {},
        { resource: object({ ...output, prefix: 'another-job/' }) },
        { action: 's3:DeleteObject' },
        HTTP,
      ),
      LeaveReport: can(
        's3:PutObject',
        `${runs}/${job.name}/run/report.json`,
        {},
        { resource: `${runs}/another-job/run/report.json` },
        { action: 's3:GetObject' },
        HTTP,
      ),
      ...(input.kmsKey && { DecryptInput: key('kms:Decrypt', input, 'kms:GenerateDataKey') }),
      ...(output.kmsKey && {
        EncryptOutput: key('kms:GenerateDataKey', output, 'kms:CreateGrant'),
      }),
      ...granted((index) => `Permissions${index}`, job.permissions),
      ...granted(extensionSid, grantsOf(environment, job.name)),
    },
  };
}

const object = ({ bucket, prefix }: Location): string => `${bucketArn(bucket)}/${prefix}a.csv`;

function key(action: string, location: Location, beyond: string): Case {
  const resource = location.kmsKey ?? '';
  const via = { 'kms:ViaService': `s3.${resource.split(':')[3]}.amazonaws.com` };
  const encrypts = (arn: string) => ({ 'kms:EncryptionContext:aws:s3:arn': arn });
  const bucket = encrypts(bucketArn(location.bucket));
  return can(
    action,
    resource,
    { ...via, ...bucket },
    { action: beyond },
    { resource: `${resource}0` },
    { context: { ...bucket, 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } },
    { context: { ...via, ...encrypts(bucketArn('another-bucket')) } },
    { context: { ...via, ...encrypts(object({ ...location, prefix: 'another-job/' })) } },
  );
}

/** Of statements that the YAML or an extension adds. */
function granted(sid: (index: number) => string, grants: readonly Grant[]): Cases {
  const cases = grants.map(({ actions, resources, conditions }, index): [string, Case] => {
    const [action = '', resource = ''] = [actions[0], resources[0]];
    const keys = Object.values(conditions).flatMap((pairs) => Object.entries(pairs));
    const context = Object.fromEntries(keys);
    const others = keys.map(([name]) => ({ context: { ...context, [name]: 'other' } }));
    return [
      sid(index),
      can(action, resource, context, { resource: `${resource}-other` }, ...others),
    ];
  });
  return Object.fromEntries(cases);
}

/** Of the schedule. */
export function scheduler(environment: Environment, { name }: Job): RoleCases {
  const all = arns(environment);
  return {
    service: 'scheduler.amazonaws.com',
    proves: actsFor(
      environment,
      all.scheduleGroup(name),
      all.scheduleGroup('another-job'),
      elsewhere(environment).scheduleGroup(name),
    ),
    statements: {
      ...starting(environment, name),
      DeadLetter: can(
        'sqs:SendMessage',
        all.queue(name),
        {},
        { resource: all.queue('another-job') },
        { action: 'sqs:ReceiveMessage' },
      ),
    },
  };
}

/** Of the rule that starts an interrupted run once more. */
export function again(environment: Environment, { name }: Job): RoleCases {
  const rule = (job: string): string => arns(environment).rule(jobNames(environment, job).again);
  return {
    service: 'events.amazonaws.com',
    proves: actsFor(environment, rule(name), rule('another-job')),
    statements: starting(environment, name),
  };
}

function starting(environment: Environment, name: string): Cases {
  const [all, other] = [arns(environment), elsewhere(environment)];
  const role = (job: string): string => all.role(jobNames(environment, job).taskRole);
  return {
    StartTask: can(
      'ecs:RunTask',
      `${all.familyNewest(name)}:7`,
      { 'ecs:cluster': all.cluster },
      { resource: `${all.familyNewest('another-job')}:7` },
      { resource: `${other.familyNewest(name)}:7` },
      { context: { 'ecs:cluster': other.cluster } },
      { action: 'ecs:StopTask' },
    ),
    TagTask: can(
      'ecs:TagResource',
      all.tasks.replace('*', '0123'),
      { 'ecs:CreateAction': 'RunTask' },
      { context: { 'ecs:CreateAction': 'CreateService' } },
      { context: {} },
      { resource: other.tasks.replace('*', '0123') },
    ),
    PassTaskRoles: can(
      'iam:PassRole',
      role(name),
      { 'iam:PassedToService': ECS },
      { resource: role('another-job') },
      { resource: other.role(jobNames(environment, name).taskRole) },
      { context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ),
  };
}
