/** What a role could do whose own policy allowed everything. */
import { arns, bucketArn, jobNames, stateBucket } from '../../../environments/model/names.ts';
import { type Row, row, type Short, STRANGER } from '../call.ts';
import { FULL, KEY } from '../full-environment.ts';
import { AGAIN, BUILD, JOB, ROLES, SCHEDULER } from './roles.ts';

/** By statement of the boundary. */
export function boundaryRows(): Row[] {
  const all = arns(FULL);
  const { account } = FULL;
  const passed = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  const state = bucketArn(stateBucket(FULL));
  const task = all.role(jobNames(FULL, 'flight-delays').taskRole);
  const admin = `arn:aws:iam::${account}:role/admin`;
  const prod = arns({ ...FULL, name: 'prod' }).role(task.split('/').at(-1) ?? '');
  const cases: readonly (readonly [role: string, ...Short])[] = [
    [JOB, 'All', 'dynamodb:PutItem', `arn:aws:dynamodb:eu-central-1:${account}:table/t`, true],
    ...ROLES.map(
      (role) => [role, 'All', 'iam:CreateUser', `arn:aws:iam::${account}:user/x`, false] as const,
    ),
    [SCHEDULER, 'All', 'iam:DeleteRolePermissionsBoundary', task, false],
    [SCHEDULER, 'OwnRoles', 'iam:PassRole', task, true, passed],
    [SCHEDULER, 'OwnRoles', 'iam:PassRole', admin, false, passed],
    [SCHEDULER, 'OwnRoles', 'iam:PassRole', prod, false, passed],
    [
      SCHEDULER,
      'OwnRoles',
      'iam:PassRole',
      task,
      false,
      { 'iam:PassedToService': 'lambda.amazonaws.com' },
    ],
    [SCHEDULER, 'AuditTrails', 'logs:DeleteLogGroup', all.logGroup('x'), false],
    [JOB, 'Keys', 'kms:CreateGrant', `${KEY}/1`, false],
    [JOB, 'Buckets', 's3:PutBucketPolicy', bucketArn('b'), false],
    [SCHEDULER, 'SharedAccess', 'sqs:SetQueueAttributes', all.queue('flight-delays'), false],
    [JOB, 'Root', 'sts:AssumeRoot', `arn:aws:iam::${STRANGER}:root`, false],
    [JOB, 'OtherRoles', 'sts:AssumeRole', admin, false],
    [BUILD, 'OtherRoles', 'sts:AssumeRole', admin, false],
    [JOB, 'OtherRoles', 'sts:AssumeRole', `arn:aws:iam::${STRANGER}:role/partner`, true],
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
    [BUILD, 'OtherStates', 's3:PutObject', `${state}/state/test`, false],
    [JOB, 'Jobs', 'ecr:PutImage', all.repository, false],
    [BUILD, 'Jobs', 'ecr:PutImage', all.repository, true],
    [JOB, 'Jobs', 'ecs:RunTask', `${all.familyNewest('flight-delays')}:7`, false],
    [AGAIN, 'Jobs', 'ecs:RunTask', `${all.familyNewest('flight-delays')}:7`, true],
  ];
  return cases.map(([role, about, ...rest]) =>
    row('the boundary, for a role whose own policy allows everything', { role, unlimited: true }, [
      `${about}, as ${role}`,
      ...rest,
    ]),
  );
}
