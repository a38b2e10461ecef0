import { describe, expect, test } from '@jest/globals';
import { subject } from '../../diff.ts';
import type { Change, Value } from '../../plan.ts';
import type { Words } from '../../words.ts';
import { explainPermissions } from '../permissions.ts';
import { arnWords } from './arn-words.ts';
import { conditionWords } from './grant-words.ts';

const show = (said: Words): string =>
  said.map((part) => (typeof part === 'string' ? part : part.quoted)).join('');

/** The first sentence about something new. */
function said(type: string, after: Record<string, Value>): string {
  const change: Change = {
    address: `${type}.x`,
    type,
    name: 'x',
    provider: 'registry.terraform.io/hashicorp/aws',
    action: 'create',
    forcedBy: [],
    after,
    sensitivityOnly: false,
  };
  const [first] = explainPermissions(subject(change), { now: new Date(0) });
  return show(first?.words ?? []);
}

describe('an ARN', () => {
  test.each([
    ['s3:::b', 'bucket b'],
    ['dynamodb:::table/t', 'table t'],
    ['dynamodb:::table/t/index/i', 'index t/index/i'],
    ['dynamodb:::table/t/stream/s', 'stream t/stream/s'],
    ['secretsmanager:::secret:api-AbCdEf', 'secret api'],
    ['sqs:::q', 'queue q'],
    ['sns:::t', 'topic t'],
    ['ssm:::parameter/a/b', 'parameter /a/b'],
    ['kms:::key/1', 'key 1'],
    ['kms:::alias/a', 'key alias/a'],
    ['lambda:::function:f', 'function f'],
    ['logs:::log-group:/g:*', 'log group /g'],
    ['iam:::role/service/r', 'role r'],
    ['iam:::user/u', 'user u'],
    ['iam:::group/g', 'group g'],
    ['iam:::policy/p', 'policy p'],
    ['ecr:::repository/r', 'repository r'],
    ['ecs:::cluster/c', 'cluster c'],
    ['ecs:::task-definition/f:*', 'task definition f'],
    ['ecs:::task/c/1', 'task c/1'],
    ['ecs:::service/c/s', 'service c/s'],
    ['events:::rule/r', 'rule r'],
    ['events:::event-bus/b', 'event bus b'],
    ['scheduler:::schedule/g/s', 'schedule g/s'],
    ['states:::stateMachine:m', 'state machine m'],
    ['kinesis:::stream/s', 'stream s'],
    ['codebuild:::project/p', 'build project p'],
    ['codecommit:::r', 'repository r'],
    ['codepipeline:::p', 'pipeline p'],
    ['ec2:::vpc/vpc-1', 'VPC vpc-1'],
    ['ec2:::subnet/subnet-1', 'subnet subnet-1'],
    ['ec2:::security-group/sg-1', 'security group sg-1'],
    ['acme:::thing/1', 'arn:aws:acme:::thing/1'],
  ])('%s is %s', (arn, expected) => {
    const home = { account: undefined, region: undefined };
    expect(show(arnWords(`arn:aws:${arn}`, home))).toBe(expected);
  });
});

describe('a condition', () => {
  test.each([
    ['StringEquals', 'is'],
    ['ArnLike', 'is like'],
    ['StringNotEquals', 'is not'],
    ['StringNotLike', 'is not like'],
    ['IpAddress', 'is in'],
    ['NotIpAddress', 'is not in'],
  ])('%s %s', (operator, expected) => {
    expect(show(conditionWords({ [operator]: { key: 'one' } }))).toBe(` if key ${expected} one`);
  });
});

describe('who may', () => {
  const policy = { Statement: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' } };

  test.each([
    ['aws_iam_role_policy', 'role', 'the role'],
    ['aws_iam_user_policy', 'user', 'the user'],
    ['aws_iam_group_policy', 'group', 'the group'],
    ['aws_iam_policy', 'name', 'whoever has the policy'],
    ['aws_vpc_endpoint_policy', 'vpc_endpoint_id', 'who calls through the endpoint'],
    ['aws_ssoadmin_permission_set_inline_policy', 'permission_set_arn', 'the permission set'],
  ])('by %s', (type, attribute, noun) => {
    expect(said(type, { [attribute]: 'one', policy })).toMatch(`${noun} one may now`);
  });

  test.each([
    ['aws_iam_role', 'name', 'the role'],
    ['aws_iam_user', 'name', 'the user'],
    ['aws_iam_role_policy_attachment', 'role', 'the role'],
    ['aws_iam_user_policy_attachment', 'user', 'the user'],
    ['aws_iam_group_policy_attachment', 'group', 'the group'],
    ['aws_iam_policy_attachment', 'name', 'the holders of'],
  ])('by what %s attaches', (type, attribute, noun) => {
    expect(said(type, { [attribute]: 'one', policy_arn: 'p' })).toMatch(`${noun} one may now`);
  });

  test.each(['policy_arn', 'policy_arns', 'managed_policy_arns', 'managed_policy_arn'])(
    'by %s',
    (attribute) => {
      expect(said('aws_iam_role', { name: 'one', [attribute]: 'p' })).toMatch(
        'may now do all that',
      );
    },
  );
});

describe('a policy that names no resource is about its own', () => {
  const policy = { Statement: { Effect: 'Allow', Action: 'a:B', Principal: '*' } };

  test.each([
    ['aws_s3_bucket_policy', 'bucket', 'bucket'],
    ['aws_sqs_queue', 'name', 'queue'],
    ['aws_sqs_queue_policy', 'queue_url', 'queue'],
    ['aws_sns_topic', 'name', 'topic'],
    ['aws_sns_topic_policy', 'arn', 'topic'],
    ['aws_ecr_repository_policy', 'repository', 'repository'],
    ['aws_kms_key', 'description', 'key'],
    ['aws_kms_key_policy', 'key_id', 'key'],
    ['aws_secretsmanager_secret', 'name', 'secret'],
    ['aws_secretsmanager_secret_policy', 'secret_arn', 'secret'],
  ])('%s', (type, attribute, noun) => {
    expect(said(type, { [attribute]: 'one', policy })).toBe(`anyone may now a:B on ${noun} one`);
  });

  test('aws_iam_role', () => {
    const role = { name: 'one', assume_role_policy: policy };
    expect(said('aws_iam_role', role)).toBe('anyone may now a:B on role one');
  });

  test('aws_lambda_permission', () => {
    const permission = { function_name: 'one', action: 'a:B', principal: '*' };
    expect(said('aws_lambda_permission', permission)).toBe('anyone may now a:B on function one');
  });
});
