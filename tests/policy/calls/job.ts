/**
 * For every statement of every role one call that it allows, and near misses that are refused.
 * Who adds a role or a statement adds its calls here; the test names those that are missing.
 */
import {
  dataBuckets,
  inputOf,
  type Location,
  outputOf,
} from '../../environments/model/location.ts';
import { arns, bucketArn, bucketNames, jobNames } from '../../environments/model/names.ts';
import type { Environment, Job } from '../../environments/model/schema.ts';
import type { Context } from './conditions.ts';

/** One call. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** A call that a statement allows, and what must not be changed of it. */
export interface Case {
  readonly allows: Call;
  /** Each is refused: the call with these changes. */
  readonly refuses: readonly Partial<Call>[];
}

/** Cases by the names of statements. */
export type Cases = Readonly<Record<string, Case>>;

/** What one role is asked. */
export interface RoleCases {
  /** The service that takes the role on, and what it proves: anything else is refused. */
  readonly trust: { readonly service: string; readonly proves: Readonly<Record<string, string>> };
  readonly statements: Cases;
}

/** What is asked of one of the roles; undefined: its calls aren't written yet. */
export function casesOf(environment: Environment, place: string): RoleCases | undefined {
  const [, name, kind = ''] = /^jobs\/([^/]+)\/(.+)$/.exec(place) ?? [];
  const job = environment.jobs.find((candidate) => candidate.name === name);
  return job ? JOB_ROLES[kind]?.(environment, job) : SHARED_ROLES[place]?.(environment);
}

type Writer<T extends unknown[] = []> = (environment: Environment, ...more: T) => RoleCases;

/** Roles that an environment has once, by the path of their construct. */
const SHARED_ROLES: Readonly<Record<string, Writer | undefined>> = {};

/** Roles that each job has. */
const JOB_ROLES: Readonly<Record<string, Writer<[Job]> | undefined>> = {
  'execution-role': agent,
  'task-role': task,
  'scheduler-role': scheduler,
};

function can(
  action: string,
  resource: string,
  context: Context,
  ...refuses: readonly Partial<Call>[]
): Case {
  return { allows: { action, resource, context }, refuses };
}

/** A call in the clear. */
const HTTP: Partial<Call> = { context: { 'aws:SecureTransport': 'false' } };

const ECS = 'ecs-tasks.amazonaws.com';

function agent(environment: Environment, { name, secrets }: Job): RoleCases {
  const all = arns(environment);
  const stream = (job: string): string =>
    `${all.logStreams(job).slice(0, -1)}log-stream:run/job/0123`;
  const listed = (service: string): string =>
    Object.values(secrets).find((arn) => arn.startsWith(`arn:aws:${service}:`)) ?? '';
  // ECS asks for the secret, whatever part of it the file names.
  const secret = listed('secretsmanager').split(':').slice(0, 7).join(':');
  const parameter = listed('ssm');
  return {
    trust: { service: ECS, proves: {} },
    statements: {
      RegistryLogin: can('ecr:GetAuthorizationToken', '*', {}, { action: 'ecr:CreateRepository' }),
      PullImage: can(
        'ecr:BatchGetImage',
        all.repository,
        {},
        { resource: arns({ ...environment, name: 'other' }).repository },
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

function task(environment: Environment, job: Job): RoleCases {
  const [input, output] = [inputOf(environment, job), outputOf(environment, job)];
  const runs = bucketArn(bucketNames(environment).runs);
  return {
    trust: { service: ECS, proves: { 'aws:SourceAccount': environment.account } },
    statements: {
      ListInput: can(
        's3:ListBucket',
        bucketArn(input.bucket),
        { 's3:prefix': input.prefix },
        { context: { 's3:prefix': 'another-job/' } },
        { context: { 's3:prefix': '' } },
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
        ...(input.bucket === dataBuckets(environment).input ? [HTTP] : []),
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
      ...permissions(job),
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

/** Of the statements that `table.ts` puts into its file. */
function permissions({ permissions: all }: Job): Cases {
  const cases = all.map(({ actions, resources, conditions }, index): [string, Case] => {
    const [action = '', resource = ''] = [actions[0], resources[0]];
    const keys = Object.values(conditions).flatMap((pairs) => Object.entries(pairs));
    const context = Object.fromEntries(keys);
    const others = keys.map(([name]) => ({ context: { ...context, [name]: 'other' } }));
    return [
      `Permissions${index}`,
      can(action, resource, context, { resource: `${resource}-other` }, ...others),
    ];
  });
  return Object.fromEntries(cases);
}

function scheduler(environment: Environment, { name }: Job): RoleCases {
  const all = arns(environment);
  const { taskRole } = jobNames(environment, name);
  const elsewhere = arns({ ...environment, name: 'other' });
  const proves = {
    'aws:SourceAccount': environment.account,
    'aws:SourceArn': all.scheduleGroup(name),
  };
  const passed = { 'iam:PassedToService': ECS };
  const cluster = { 'ecs:cluster': all.cluster };
  return {
    trust: { service: 'scheduler.amazonaws.com', proves },
    statements: {
      StartTask: can(
        'ecs:RunTask',
        `${all.familyNewest(name)}:7`,
        cluster,
        { resource: `${all.familyNewest('another-job')}:7` },
        { resource: `${elsewhere.familyNewest(name)}:7` },
        { context: { 'ecs:cluster': elsewhere.cluster } },
        { action: 'ecs:StopTask' },
      ),
      TagTask: can(
        'ecs:TagResource',
        all.tasks.replace('*', '0123'),
        { 'ecs:CreateAction': 'RunTask' },
        { context: { 'ecs:CreateAction': 'CreateService' } },
        { context: {} },
        { resource: elsewhere.tasks.replace('*', '0123') },
      ),
      PassTaskRoles: can(
        'iam:PassRole',
        all.role(taskRole),
        passed,
        { resource: all.role(jobNames(environment, 'another-job').taskRole) },
        { resource: elsewhere.role(taskRole) },
        { context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      ),
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
