import { describe, expect, test } from '@jest/globals';
import { subject } from '../../diff.ts';
import type { Change, Value } from '../../plan.ts';
import { explainPermissions } from '../permissions.ts';

const ROLE = 'arn:aws:iam::123456789012:role/worker';

/** The reasons for which a new policy is more than it looks like. */
function reasons(type: string, values: Record<string, Value>): (string | undefined)[] {
  const change: Change = {
    address: `${type}.x`,
    type,
    name: 'x',
    provider: 'registry.terraform.io/hashicorp/aws',
    action: 'create',
    forcedBy: [],
    after: { arn: ROLE, ...values },
    sensitivityOnly: false,
  };
  const findings = explainPermissions(subject(change), { now: new Date(0) });
  return [...findings].map(({ reason }) => reason);
}

const ofRole = (Action: string, Resource: string): (string | undefined)[] =>
  reasons('aws_iam_role_policy', {
    role: 'worker',
    policy: { Statement: { Effect: 'Allow', Action, Resource } },
  });

describe('on every resource', () => {
  test.each([
    'acm:ListCertificates',
    'application-autoscaling:DescribeScalableTargets',
    'autoscaling:DescribeAutoScalingGroups',
    'batch:DescribeJobs',
    'batch:ListJobs',
    'ce:GetCostAndUsage',
    'cloudformation:ListStacks',
    'cloudfront:ListDistributions',
    'cloudtrail:LookupEvents',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'cloudwatch:ListMetrics',
    'cloudwatch:PutMetricData',
    'cognito-idp:ListUserPools',
    'dynamodb:ListTables',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeSubnets',
    'ec2messages:GetMessages',
    'ecr-public:GetAuthorizationToken',
    'ecr:GetAuthorizationToken',
    'ecs:DescribeTaskDefinition',
    'ecs:DiscoverPollEndpoint',
    'ecs:ListTasks',
    'ecs:RegisterTaskDefinition',
    'eks:ListClusters',
    'elasticloadbalancing:DescribeLoadBalancers',
    'events:ListRules',
    'iam:ListRoles',
    'kinesis:ListStreams',
    'kms:CreateKey',
    'kms:ListAliases',
    'kms:ListKeys',
    'lambda:GetAccountSettings',
    'lambda:ListEventSourceMappings',
    'lambda:ListFunctions',
    'logs:DescribeLogGroups',
    'pricing:GetProducts',
    'route53:ListHostedZonesByName',
    's3:GetAccountPublicAccessBlock',
    's3:ListAllMyBuckets',
    'secretsmanager:BatchGetSecretValue',
    'secretsmanager:GetRandomPassword',
    'secretsmanager:ListSecrets',
    'shield:CreateProtection',
    'shield:GetSubscriptionState',
    'sns:ListTopics',
    'sqs:ListQueues',
    'ssm:DescribeParameters',
    'ssmmessages:OpenDataChannel',
    'states:ListStateMachines',
    'sts:GetCallerIdentity',
    'sts:GetServiceBearerToken',
    'tag:GetResources',
    'wafv2:ListWebACLs',
    'xray:GetSamplingRules',
    'xray:PutTraceSegments',
  ])('%s is the least there is', (action) => {
    expect(ofRole(action, '*')).toEqual(['widens permissions']);
  });

  test.each(['dynamodb:GetItem', 'ecs:RunTask', 'kms:Decrypt'])('%s could be held', (action) => {
    expect(ofRole(action, '*')).toContain('reaches every resource');
  });
});

describe('permissions can be raised', () => {
  test.each([
    'cloudformation:CreateStack',
    'glue:UpdateDevEndpoint',
    'iam:AddUserToGroup',
    'iam:AttachRolePolicy',
    'iam:CreatePolicyVersion',
    'iam:DeleteRolePermissionsBoundary',
    'iam:DeleteGroupPolicy',
    'iam:DeleteRolePolicy',
    'iam:DeleteUserPolicy',
    'iam:DetachRolePolicy',
    'iam:PutRolePolicy',
    'iam:SetDefaultPolicyVersion',
    'iam:UpdateAssumeRolePolicy',
    'iam:UpdateLoginProfile',
    'kms:CreateGrant',
    'kms:PutKeyPolicy',
    'lambda:AddPermission',
    'lambda:CreateFunction',
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionConfiguration',
    's3:DeleteBucketPolicy',
    's3:PutBucketAcl',
    's3:PutBucketPolicy',
    's3:PutBucketPublicAccessBlock',
    'ssm:SendCommand',
    'sts:AssumeRoot',
  ])('with %s', (action) => {
    expect(ofRole(action, ROLE)).toContain('lets permissions be raised');
  });

  test.each(['iam:GetRole', 's3:PutObject', 'lambda:InvokeFunction'])('not with %s', (action) => {
    expect(ofRole(action, ROLE)).toEqual(['widens permissions']);
  });
});

describe('anyone is let in', () => {
  const whoMeets = (operator: string, key: string, wanted: string): (string | undefined)[] =>
    reasons('aws_sns_topic_policy', {
      policy: {
        Statement: {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: '*',
          Resource: 'arn:aws:sns:eu-central-1:123456789012:t',
          Condition: { [operator]: { [key]: wanted } },
        },
      },
    });

  test.each([
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:SourceOrgID',
    'aws:SourceOrgPaths',
    'aws:SourceOwner',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'kms:CallerAccount',
    's3:DataAccessPointAccount',
  ])('not if %s is held to something', (key) => {
    expect(whoMeets('StringLike', key, 'one')).toEqual(['widens permissions']);
  });

  test.each([
    ['StringLike', 'aws:UserAgent', 'one'],
    ['StringLike', 'aws:SourceArn', '*'],
    ['StringNotEquals', 'aws:SourceAccount', 'one'],
  ])('if %s %s %s', (operator, key, wanted) => {
    expect(whoMeets(operator, key, wanted)).toContain('lets anyone in');
  });
});
