/**
 * The permissions boundary of an environment's roles, as data: the most that any of them can ever
 * do, whatever its own policy says. The policy and the validator are made from the one list below,
 * so that a permission which AWS would refuse at night is refused in the pull request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
import { overlap } from './arn.ts';
import { arns, bucketArn, bucketNames, jobNames, stateBucket } from './names.ts';
import type { Place } from './schema.ts';

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
   * Whether a permission is at fault only if it writes that name out. `team-*` might be the state
   * of a project `team`, but nobody means it.
   *
   * @default false, what a wildcard touches is forbidden
   */
  readonly byName?: boolean;
  /**
   * `nobody`: no role is ever allowed it. `denied`: denied to every role, also where a resource's
   * own policy would let it in. `jobs`: denied to job roles; the platform's own roles need it.
   * `permissions`: no file may grant it; the policy can't deny it, since job roles have a part of
   * it, or needn't, since another statement does.
   */
  readonly to: 'nobody' | 'denied' | 'jobs' | 'permissions';
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
      'logs:PutDataProtectionPolicy',
      'logs:PutRetentionPolicy',
      'logs:PutSubscriptionFilter',
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
      'kms:RetireGrant',
      'kms:RevokeGrant',
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
      's3:CreateJob',
      's3:DeleteAccess*',
      's3:DeleteBucket*',
      's3:ObjectOwnerOverrideToBucketOwner',
      's3:PutAccess*',
      's3:PutAccountPublicAccessBlock',
      's3:PutAnalyticsConfiguration',
      's3:PutBucket*',
      's3:PutEncryptionConfiguration',
      's3:PutInventoryConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutMultiRegionAccessPointPolicy',
      's3:PutObjectVersionAcl',
      's3:PutReplicationConfiguration',
    ],
    to: 'denied',
    why: 'buckets, and who may see what is in them, are settings under review: set them under data, or in stacks/extensions.ts',
  },
  {
    sid: 'ObjectAcls',
    // CodePipeline sets one on what it reads from a connection.
    actions: ['s3:PutObjectAcl'],
    to: 'jobs',
    why: 'who may see an object is a setting under review: set it under data, or in stacks/extensions.ts',
  },
  {
    sid: 'SharedAccess',
    actions: [
      'backup:PutBackupVaultAccessPolicy',
      'codeartifact:Put*PermissionsPolicy',
      'codebuild:PutResourcePolicy',
      'dynamodb:PutResourcePolicy',
      'ec2:Modify*Attribute',
      'ecr-public:SetRepositoryPolicy',
      'ecr:PutRegistryPolicy',
      'ecr:SetRepositoryPolicy',
      'elasticfilesystem:PutFileSystemPolicy',
      'events:PutPermission',
      'events:PutResourcePolicy',
      'glue:PutResourcePolicy',
      'kinesis:PutResourcePolicy',
      'lakeformation:BatchGrantPermissions',
      'lakeformation:Grant*',
      'lakeformation:Put*',
      'lambda:AddLayerVersionPermission',
      'lambda:AddPermission',
      'lambda:PutResourcePolicy',
      'logs:PutDestinationPolicy',
      'logs:PutResourcePolicy',
      'rds:ModifyDB*SnapshotAttribute',
      'redshift:Authorize*',
      'redshift:ModifyClusterIamRoles',
      'redshift:PutResourcePolicy',
      's3express:PutAccessPoint*',
      's3express:PutBucketPolicy',
      's3tables:Put*Policy',
      's3vectors:PutVectorBucketPolicy',
      'secretsmanager:PutResourcePolicy',
      'ses:CreateEmailIdentityPolicy',
      'ses:PutIdentityPolicy',
      'ses:UpdateEmailIdentityPolicy',
      'sns:AddPermission',
      'sns:SetTopicAttributes',
      'sqs:AddPermission',
      'sqs:SetQueueAttributes',
      'ssm:ModifyDocumentPermission',
      'ssm:PutResourcePolicy',
    ],
    to: 'denied',
    why: 'who else may use a resource is a setting under review: set it in stacks/extensions.ts',
  },
  {
    sid: 'OthersCode',
    actions: [
      'apprunner:UpdateService',
      'batch:RegisterJobDefinition',
      'batch:SubmitJob',
      'cloudformation:Create*',
      'cloudformation:Execute*',
      'cloudformation:Update*',
      'codebuild:Create*',
      'codebuild:RetryBuild*',
      'codebuild:Start*',
      'codebuild:Update*',
      'codecommit:Create*',
      'codecommit:GitPush',
      'codecommit:Merge*',
      'codecommit:Put*',
      'codeconnections:UseConnection',
      'codepipeline:Put*',
      'codepipeline:Start*',
      'codepipeline:Update*',
      'codestar-connections:UseConnection',
      'ec2-instance-connect:*',
      'ecr:BatchDeleteImage',
      'ecr:DeleteRepository',
      'ecr:PutImage',
      'ecs:CreateService',
      'ecs:CreateTaskSet',
      'ecs:ExecuteCommand',
      'ecs:RegisterTaskDefinition',
      'ecs:RunTask',
      'ecs:StartTask',
      'ecs:UpdateService',
      'elasticbeanstalk:UpdateEnvironment',
      'elasticmapreduce:AddJobFlowSteps',
      'events:PutRule',
      'events:PutTargets',
      'glue:UpdateDevEndpoint',
      'lambda:CreateEventSourceMapping',
      'lambda:CreateFunction*',
      'lambda:PublishLayerVersion',
      'lambda:UpdateEventSourceMapping',
      'lambda:UpdateFunction*',
      'sagemaker:CreatePresigned*',
      'scheduler:Create*',
      'scheduler:Update*',
      'ssm:CreateAssociation*',
      'ssm:SendCommand',
      'ssm:Start*',
      'ssm:UpdateAssociation*',
      'ssm:UpdateDocument*',
      'states:Create*',
      'states:Update*',
    ],
    to: 'jobs',
    why: 'code that a job changes or starts runs with rights of another role: change code by a push, start runs by a schedule',
  },
  {
    sid: 'OthersRuns',
    actions: [
      'batch:CancelJob',
      'batch:DeregisterJobDefinition',
      'batch:TerminateJob',
      'ecr:PutImageTagMutability',
      'ecr:PutLifecyclePolicy',
      'ecs:DeregisterTaskDefinition',
      'ecs:StopTask',
      'events:DeleteRule',
      'events:DisableRule',
      'events:RemoveTargets',
      'lambda:DeleteEventSourceMapping',
      'scheduler:Delete*',
    ],
    to: 'jobs',
    why: 'runs of others hang on schedules, images and tasks: change those by a pull request',
  },
  {
    sid: 'Root',
    actions: ['sts:AssumeRoot'],
    to: 'denied',
    why: 'the root user of an account has no limits: leave it to people',
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
    // What denies the states of all projects denies these.
    to: 'permissions',
    why: 'the Terraform states and the records of reviews lie there: use a bucket of your own',
  },
  {
    sid: 'OtherStates',
    actions: ['s3:*'],
    // As this repository names it: the ARN of a bucket doesn't say whose it is.
    on: ({ account }) => bucketArn(stateBucket({ project: '*', account, region: '*' })),
    byName: true,
    to: 'denied',
    why: 'the Terraform states of another project lie there: use a bucket of your own',
  },
  {
    sid: 'RunReports',
    actions: ['s3:Delete*', 's3:Put*', 's3:Replicate*', 's3:Restore*', 's3:UpdateObject*'],
    on: (place) => bucketArn(bucketNames({ ...place, name: '*', account: '*', region: '*' }).runs),
    to: 'permissions',
    why: 'runs are reported there, and a job leaves its own report without asking: use a bucket of your own',
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

/** The boundary's policy document, as AWS keeps it. */
export function boundaryDocument(place: Place): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: boundaryStatements(place) });
}

/** Like IAM, the comparison minds no case. */
const COMPARED = LIMITS.map((limit) => ({
  limit,
  lowered: limit.actions.map((action) => action.toLowerCase()),
}));

/** An object's bucket: its key may hold any text, also one that looks like another bucket's name. */
const bucketOf = (resource: string): string =>
  resource.replace(/^(arn:aws:s3:::[^/]*)\/.*$/s, '$1');

/** Wildcards taken for letters. */
const literal = (resource: string): string => resource.replaceAll(/[*?]/g, 'x');

/**
 * What the boundary says of a job's permission; undefined if it lets it through. A wildcard that
 * merely touches what is forbidden (`iam:Pass*`, a bucket's name that ends in `*`) is forbidden:
 * AWS would refuse a part of it, and the file would promise more than the role has.
 *
 * @param action such as `s3:GetObject`, also with `*`
 * @param resource an ARN, also with `*` and `?`
 */
export function forbids(action: string, resource: string, place: Place): Forbidden | undefined {
  const asked = action.toLowerCase();
  const found = COMPARED.find(
    ({ lowered, limit: { on, byName } }) =>
      lowered.some((limited) => overlap(limited, asked)) &&
      (!on || overlap(on(place), byName ? literal(bucketOf(resource)) : bucketOf(resource))),
  );
  return found && { why: found.limit.why, fault: found.limit.on ? 'resource' : 'action' };
}
