/** Rows that belong to no statement of a role: buckets and strangers, the boundary, what must never be. */
import {
  arns,
  bucketArn,
  bucketNames,
  jobNames,
  stateBucket,
} from '../../environments/model/names.ts';
import type { Call } from './calls.ts';
import type { Context } from './conditions.ts';
import { CONSUMER, FULL, KEY, PRODUCER, SECRET } from './full-environment.ts';

/** One question. */
export interface Row {
  /** What the row stands under: a role, a bucket, the boundary. */
  readonly group: string;
  /** The statement that it is about. */
  readonly statement: string;
  /** Whose policies are asked: a role's, or the service that wants to take it on. */
  readonly caller:
    | { readonly role: string; readonly unlimited?: boolean }
    | { readonly service: string; readonly takesOn: string }
    | { readonly foreign: string };
  readonly call: Call;
  /** Whether it should be allowed. */
  readonly allowed: boolean;
}

/** Rows whose order is theirs. */
export function fixedRows(): Row[] {
  return [...bucketRows(), ...boundaryRows(), ...never()];
}

type Short = readonly [
  statement: string,
  action: string,
  resource: string,
  allowed: boolean,
  context?: Context,
];

function bucketRows(): Row[] {
  const { input, output } = bucketNames(FULL);
  const [into, from] = [bucketArn(input), bucketArn(output)];
  const all: readonly (readonly [who: string, ...Short])[] = [
    [PRODUCER, 'Writers', 's3:PutObject', `${into}/any/a.csv`, true],
    [PRODUCER, 'Writers', 's3:GetObject', `${into}/any/a.csv`, false],
    [PRODUCER, 'Writers', 's3:DeleteObject', `${into}/any/a.csv`, false],
    [PRODUCER, 'Writers', 's3:ListBucket', into, false],
    [PRODUCER, 'Writers', 's3:PutObject', `${from}/any/a.csv`, false],
    [CONSUMER, 'Readers', 's3:GetObject', `${from}/delays/a.csv`, true],
    [CONSUMER, 'Readers', 's3:PutObject', `${from}/delays/a.csv`, false],
    [CONSUMER, 'Readers', 's3:GetObject', `${into}/incoming/a.csv`, false],
    [CONSUMER, 'ReadersList', 's3:ListBucket', from, true],
    [CONSUMER, 'ReadersList', 's3:ListBucket', into, false],
    [
      CONSUMER.replace('consumer', 'other'),
      'Readers',
      's3:GetObject',
      `${from}/delays/a.csv`,
      false,
    ],
  ];
  return all.map(([foreign, statement, action, resource, allowed]) => ({
    group: 'data buckets, for other accounts',
    statement: `${statement} for ${foreign}`,
    caller: { foreign },
    call: { action, resource, context: {} },
    allowed,
  }));
}

const JOB = 'jobs/flight-delays/task-role';
const SCHEDULER = 'jobs/flight-delays/scheduler-role';

/** What a role could do whose own policy allowed everything. */
function boundaryRows(): Row[] {
  const all = arns(FULL);
  const passed = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  const image = all.repository;
  const state = bucketArn(stateBucket(FULL));
  const task = all.role(jobNames(FULL, 'flight-delays').taskRole);
  const logs = `arn:aws:logs:eu-central-1:${FULL.account}:log-group:x`;
  const queue = all.queue('flight-delays');
  const cases: readonly (readonly [role: string, ...Short])[] = [
    [JOB, 'All', 'dynamodb:PutItem', `arn:aws:dynamodb:eu-central-1:${FULL.account}:table/t`, true],
    [JOB, 'All', 'iam:CreateUser', `arn:aws:iam::${FULL.account}:user/x`, false],
    [SCHEDULER, 'All', 'iam:DeleteRolePermissionsBoundary', task, false],
    [SCHEDULER, 'OwnRoles', 'iam:PassRole', task, true, passed],
    [
      SCHEDULER,
      'OwnRoles',
      'iam:PassRole',
      `arn:aws:iam::${FULL.account}:role/admin`,
      false,
      passed,
    ],
    [
      SCHEDULER,
      'OwnRoles',
      'iam:PassRole',
      task,
      false,
      { 'iam:PassedToService': 'lambda.amazonaws.com' },
    ],
    [SCHEDULER, 'AuditTrails', 'logs:DeleteLogGroup', logs, false],
    [JOB, 'Keys', 'kms:CreateGrant', `${KEY}/1`, false],
    [JOB, 'Buckets', 's3:PutBucketPolicy', bucketArn('b'), false],
    [SCHEDULER, 'SharedAccess', 'sqs:SetQueueAttributes', queue, false],
    [JOB, 'Root', 'sts:AssumeRoot', 'arn:aws:iam::999999999999:root', false],
    [JOB, 'OtherRoles', 'sts:AssumeRole', `arn:aws:iam::${FULL.account}:role/admin`, false],
    [JOB, 'OtherRoles', 'sts:AssumeRole', 'arn:aws:iam::999999999999:role/partner', true],
    [
      JOB,
      'OtherStates',
      's3:GetObject',
      `${state.replace('eu-central-1', 'us-east-1')}/state/prod`,
      false,
    ],
    [
      JOB,
      'OtherStates',
      's3:GetObject',
      `${state.replace('nightshift', 'dayshift')}/state/prod`,
      false,
    ],
    [JOB, 'Jobs', 'ecr:PutImage', image, false],
    [SCHEDULER, 'Jobs', 'ecr:PutImage', image, true],
  ];
  return cases.map(([role, statement, action, resource, allowed, context = {}]) => ({
    group: 'the boundary, for a role whose own policy allows everything',
    statement: `${statement}, as ${role}`,
    caller: { role, unlimited: true },
    call: { action, resource, context },
    allowed,
  }));
}

/** What must never be, whatever statements there are. */
function never(): Row[] {
  const [here, other] = [bucketNames(FULL), bucketNames({ ...FULL, name: 'prod' })];
  const all = arns(FULL);
  const prod = arns({ ...FULL, name: 'prod' });
  const inCluster = { 'ecs:cluster': all.cluster };
  const cases: readonly (readonly [role: string, ...Short])[] = [
    [JOB, "another job's output", 's3:GetObject', `${bucketArn(here.output)}/foreign/a.csv`, false],
    [JOB, "another job's output", 's3:PutObject', `${bucketArn(here.output)}/foreign/a.csv`, false],
    [
      JOB,
      "another job's report",
      's3:PutObject',
      `${bucketArn(here.runs)}/foreign/run/report.json`,
      false,
    ],
    [JOB, "another job's input", 's3:GetObject', 'arn:aws:s3:::partner/raw/a.csv', false],
    [
      JOB,
      "another environment's input",
      's3:GetObject',
      `${bucketArn(other.input)}/incoming/a.csv`,
      false,
    ],
    [
      JOB,
      "another environment's output",
      's3:PutObject',
      `${bucketArn(other.output)}/delays/a.csv`,
      false,
    ],
    [
      JOB,
      'the Terraform state',
      's3:GetObject',
      `${bucketArn(stateBucket(FULL))}/state/test`,
      false,
    ],
    [JOB, 'its own secret', 'secretsmanager:GetSecretValue', `${SECRET}:api-AbCdEf`, false],
    [JOB, 'a new run', 'ecs:RunTask', `${all.familyNewest('flight-delays')}:7`, false, inCluster],
    [
      SCHEDULER,
      "another job's family",
      'ecs:RunTask',
      `${all.familyNewest('foreign')}:7`,
      false,
      inCluster,
    ],
    [
      SCHEDULER,
      "another environment's family",
      'ecs:RunTask',
      `${prod.familyNewest('flight-delays')}:7`,
      false,
      { 'ecs:cluster': prod.cluster },
    ],
    [SCHEDULER, 'data', 's3:GetObject', `${bucketArn(here.input)}/incoming/a.csv`, false],
    [
      'jobs/flight-delays/execution-role',
      'data',
      's3:GetObject',
      `${bucketArn(here.input)}/incoming/a.csv`,
      false,
    ],
    [
      'jobs/foreign/execution-role',
      "another job's secret",
      'secretsmanager:GetSecretValue',
      `${SECRET}:api-AbCdEf`,
      false,
    ],
  ];
  return cases.map(([role, statement, action, resource, allowed, context = {}]) => ({
    group: 'never',
    statement: `${role} on ${statement}`,
    caller: { role },
    call: { action, resource, context },
    allowed,
  }));
}
