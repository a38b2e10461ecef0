/**
 * The permissions boundary of an environment's roles, as data: the most that any of them can ever
 * do, whatever its own policy says. The policy and the validator are made from the one list below,
 * so that a permission which AWS would refuse at night is refused in the pull request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
import { overlap } from './arn.ts';
import { arns, bucketArn, jobNames, stateBucket } from './names.ts';
import type { Environment } from './schema.ts';

type Place = Pick<Environment, 'name' | 'project' | 'account' | 'region'>;

/** One statement of the boundary, as AWS writes it. */
export interface BoundaryStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Why a job can't have a permission. */
export interface Forbidden {
  /** The reason and the remedy, in words. */
  readonly why: string;
  /** What is at fault: the action wherever it is done, or the resource whatever is done to it. */
  readonly fault: 'action' | 'resource';
}

/** Actions that are forbidden for one reason. */
interface Limit {
  /** Name of the statement. */
  readonly sid: string;
  /** `*` stands for any run of characters. */
  readonly actions: readonly string[];
  /** What they are forbidden on. @default everything */
  readonly on?: (place: Place) => string;
  /**
   * `nobody`: no role is ever allowed it. `denied`: denied to every role, also where a resource's
   * own policy would let it in. `jobs`: denied to job roles; the platform's own roles need it.
   */
  readonly to: 'nobody' | 'denied' | 'jobs';
  readonly why: string;
}

/** The service that starts tasks, and the only one that roles are passed to. */
const TASKS = 'ecs-tasks.amazonaws.com';

const LIMITS: readonly Limit[] = [
  {
    sid: 'PassRole',
    actions: ['iam:PassRole'],
    to: 'jobs',
    why: 'who passes a role to a service does what that role may: give the job the permissions itself',
  },
  {
    sid: 'Administration',
    actions: [
      'account:*',
      'controltower:*',
      'iam:*',
      'identitystore:*',
      'organizations:*',
      'ram:*',
      'rolesanywhere:*',
      'sso-directory:*',
      'sso:*',
    ],
    to: 'nobody',
    why: 'identities and accounts are administered by people, and roles come from stacks/: leave it to them',
  },
  {
    sid: 'AuditTrails',
    actions: [
      'access-analyzer:Delete*',
      'cloudtrail:Delete*',
      'cloudtrail:Put*',
      'cloudtrail:Stop*',
      'cloudtrail:Update*',
      'config:Delete*',
      'config:Put*',
      'config:Stop*',
      'guardduty:Delete*',
      'guardduty:Disassociate*',
      'guardduty:Stop*',
      'guardduty:Update*',
      'logs:Delete*',
      'logs:PutRetentionPolicy',
      'securityhub:Delete*',
      'securityhub:Disable*',
    ],
    to: 'denied',
    why: 'what a job has done must stay visible: leave trails and logs to the account, retention to logs.retentionDays',
  },
  {
    sid: 'Keys',
    actions: [
      'kms:CreateGrant',
      'kms:Delete*',
      'kms:Disable*',
      'kms:PutKeyPolicy',
      'kms:ScheduleKeyDeletion',
    ],
    to: 'denied',
    why: 'without its key data is lost, and a grant hands it on: let the owner of the key do it',
  },
  {
    sid: 'Buckets',
    actions: [
      's3:BypassGovernanceRetention',
      's3:CreateAccess*',
      's3:CreateBucket*',
      's3:DeleteAccess*',
      's3:DeleteBucket*',
      's3:PutAccess*',
      's3:PutAccountPublicAccessBlock',
      's3:PutBucket*',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutMultiRegionAccessPointPolicy',
      's3:PutObjectAcl',
      's3:PutObjectVersionAcl',
      's3:PutReplicationConfiguration',
    ],
    to: 'denied',
    why: 'buckets, and who may see what is in them, are settings under review: set them under data, or in stacks/extensions.ts',
  },
  {
    sid: 'SharedAccess',
    actions: [
      'dynamodb:PutResourcePolicy',
      'ecr:PutRegistryPolicy',
      'ecr:SetRepositoryPolicy',
      'events:PutPermission',
      'kinesis:PutResourcePolicy',
      'lambda:AddLayerVersionPermission',
      'lambda:AddPermission',
      'lambda:PutResourcePolicy',
      'logs:PutResourcePolicy',
      'secretsmanager:PutResourcePolicy',
      'sns:AddPermission',
      'sns:SetTopicAttributes',
      'sqs:AddPermission',
      'sqs:SetQueueAttributes',
    ],
    to: 'denied',
    why: 'who else may use a resource is a setting under review: set it in stacks/extensions.ts',
  },
  {
    sid: 'OthersCode',
    actions: [
      'batch:RegisterJobDefinition',
      'batch:SubmitJob',
      'cloudformation:Create*',
      'cloudformation:Execute*',
      'cloudformation:Update*',
      'codebuild:Create*',
      'codebuild:Start*',
      'codebuild:Update*',
      'codecommit:Create*',
      'codecommit:GitPush',
      'codecommit:Merge*',
      'codecommit:Put*',
      'codepipeline:Put*',
      'codepipeline:Start*',
      'codepipeline:Update*',
      'ecr:BatchDeleteImage',
      'ecr:DeleteRepository',
      'ecr:PutImage',
      'ecs:CreateService',
      'ecs:ExecuteCommand',
      'ecs:RegisterTaskDefinition',
      'ecs:RunTask',
      'ecs:StartTask',
      'ecs:UpdateService',
      'events:PutRule',
      'events:PutTargets',
      'lambda:CreateFunction',
      'lambda:PublishLayerVersion',
      'lambda:UpdateFunction*',
      'scheduler:Create*',
      'scheduler:Update*',
      'ssm:SendCommand',
      'ssm:Start*',
      'states:Create*',
      'states:Update*',
    ],
    to: 'jobs',
    why: 'code that a job changes or starts runs with rights of another role: change code by a push, start runs by a schedule',
  },
  // Last: what is forbidden everywhere is the better reason.
  {
    sid: 'OtherRoles',
    actions: ['sts:AssumeRole*'],
    on: ({ account }) => `arn:aws:iam::${account}:role/*`,
    to: 'denied',
    why: 'as another role of this account a job would leave its own limits: give the job the permissions itself',
  },
  {
    sid: 'TerraformState',
    actions: ['s3:*'],
    // Buckets of every region, and all that is in them.
    on: (place) => bucketArn(stateBucket({ ...place, region: '*' })),
    to: 'denied',
    why: 'the Terraform states and the records of reviews lie there: use a bucket of your own',
  },
];

const actionsOf = (limits: readonly Limit[]): string[] => limits.flatMap(({ actions }) => actions);

/**
 * The boundary as statements of a managed policy. It grants nothing by itself: a role may do what
 * both its own policy and this one allow.
 */
export function boundaryStatements(place: Place): BoundaryStatement[] {
  const roles = arns(place);
  const to = (whom: Limit['to']): Limit[] => LIMITS.filter((limit) => limit.to === whom);
  return [
    {
      Sid: 'All',
      Effect: 'Allow',
      NotAction: actionsOf(to('nobody')),
      Resource: '*',
    },
    {
      // The scheduler hands the tasks it starts their roles.
      Sid: 'OwnRoles',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: roles.role('*'),
      Condition: { StringEquals: { 'iam:PassedToService': TASKS } },
    },
    ...to('denied').map(
      ({ sid, actions, on }): BoundaryStatement => ({
        Sid: sid,
        Effect: 'Deny',
        Action: actions,
        Resource: on?.(place) ?? '*',
      }),
    ),
    {
      Sid: 'Jobs',
      Effect: 'Deny',
      Action: actionsOf(to('jobs')),
      Resource: '*',
      // The ARN of the role itself, also for its sessions.
      Condition: { ArnLike: { 'aws:PrincipalArn': roles.role(jobNames(place, '*').taskRole) } },
    },
  ];
}

/**
 * What the boundary says of a job's permission; undefined if it lets it through. A wildcard that
 * merely touches what is forbidden (`iam:Pass*`, a bucket's name that ends in `*`) is forbidden:
 * AWS would refuse a part of it, and the file would promise more than the role has.
 *
 * @param action such as `s3:GetObject`, also with `*`
 * @param resource an ARN, also with `*` and `?`
 */
export function forbids(action: string, resource: string, place: Place): Forbidden | undefined {
  const limit = LIMITS.find(
    ({ actions, on }) =>
      actions.some((limited) => overlap(limited.toLowerCase(), action.toLowerCase())) &&
      (!on || overlap(on(place), resource)),
  );
  return limit && { why: limit.why, fault: limit.on ? 'resource' : 'action' };
}
