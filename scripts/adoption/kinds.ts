/**
 * The kinds of resource that can be adopted, by Terraform's type: how one is found that AWS has
 * and the state doesn't, and the id that Terraform imports it by. Who builds with a new kind adds
 * its line; `kinds.test.ts` finds the one that lacks it.
 *
 * In ARNs and ids `{key}` stands for a value of the configuration, `{region}` and `{account}` for
 * the environment's, `{arn}` for the ARN that was found.
 */

/** A kind whose name is ours to choose: the configuration alone tells its ARN. */
export interface NamedKind {
  readonly arn: string;
  readonly id: string;
  /** Listed neither by the Tagging API nor by IAM: whether it exists is Terraform's to say. */
  readonly unlisted?: true;
}

const regional = (service: string, rest: string): string =>
  `arn:aws:${service}:{region}:{account}:${rest}`;

export const NAMED: Readonly<Record<string, NamedKind>> = {
  aws_budgets_budget: {
    arn: 'arn:aws:budgets::{account}:budget/{name}',
    id: '{account}:{name}',
    unlisted: true,
  },
  aws_cloudwatch_event_rule: { arn: regional('events', 'rule/{name}'), id: '{name}' },
  aws_cloudwatch_log_group: { arn: regional('logs', 'log-group:{name}'), id: '{name}' },
  aws_cloudwatch_metric_alarm: {
    arn: regional('cloudwatch', 'alarm:{alarm_name}'),
    id: '{alarm_name}',
  },
  aws_codebuild_project: { arn: regional('codebuild', 'project/{name}'), id: '{arn}' },
  aws_codecommit_repository: {
    arn: regional('codecommit', '{repository_name}'),
    id: '{repository_name}',
  },
  aws_codepipeline: { arn: regional('codepipeline', '{name}'), id: '{name}' },
  aws_dynamodb_table: { arn: regional('dynamodb', 'table/{name}'), id: '{name}' },
  aws_ecr_repository: { arn: regional('ecr', 'repository/{name}'), id: '{name}' },
  aws_ecs_cluster: { arn: regional('ecs', 'cluster/{name}'), id: '{name}' },
  aws_iam_role: { arn: 'arn:aws:iam::{account}:role{path}{name}', id: '{name}' },
  aws_s3_bucket: { arn: 'arn:aws:s3:::{bucket}', id: '{bucket}' },
  aws_scheduler_schedule_group: {
    arn: regional('scheduler', 'schedule-group/{name}'),
    id: '{name}',
  },
  aws_sns_topic: { arn: regional('sns', '{name}'), id: '{arn}' },
  aws_sqs_queue: {
    arn: regional('sqs', '{name}'),
    id: 'https://sqs.{region}.amazonaws.com/{account}/{name}',
  },
};

/** Kinds that AWS names: told apart by their `Name` tag. The type is the one in the ARN. */
export const TAGGED: Readonly<Record<string, string>> = {
  aws_default_security_group: 'security-group',
  aws_eip: 'elastic-ip',
  aws_internet_gateway: 'internet-gateway',
  aws_nat_gateway: 'natgateway',
  aws_route_table: 'route-table',
  aws_security_group: 'security-group',
  aws_subnet: 'subnet',
  aws_vpc: 'vpc',
  aws_vpc_endpoint: 'vpc-endpoint',
};

/** A kind without tags of its own: it is ours if what it is part of is ours. */
export interface PartKind {
  readonly id: string;
  /** Keys that refer to what it is part of: by address, or by the value of a parent's key. */
  readonly of: readonly {
    readonly key: string;
    readonly parent?: { readonly type: string; readonly key: string };
  }[];
  /** Only with a parent that is itself adopted: else making it again is no error. */
  readonly together?: true;
}

const bucketPart: PartKind = {
  id: '{bucket}',
  of: [{ key: 'bucket', parent: { type: 'aws_s3_bucket', key: 'bucket' } }],
  together: true,
};

const repositoryPart: PartKind = {
  id: '{repository}',
  of: [{ key: 'repository', parent: { type: 'aws_ecr_repository', key: 'name' } }],
  together: true,
};

export const PARTS: Readonly<Record<string, PartKind>> = {
  aws_ecr_lifecycle_policy: repositoryPart,
  aws_ecr_repository_policy: repositoryPart,
  aws_route: { id: '{route_table_id}_{destination_cidr_block}', of: [{ key: 'route_table_id' }] },
  aws_route_table_association: {
    id: '{subnet_id}/{route_table_id}',
    of: [{ key: 'subnet_id' }, { key: 'route_table_id' }],
  },
  aws_s3_bucket_lifecycle_configuration: bucketPart,
  aws_s3_bucket_ownership_controls: bucketPart,
  aws_s3_bucket_policy: bucketPart,
  aws_s3_bucket_public_access_block: bucketPart,
  aws_s3_bucket_server_side_encryption_configuration: bucketPart,
  aws_s3_bucket_versioning: bucketPart,
  aws_scheduler_schedule: {
    id: '{group_name}/{name}',
    of: [{ key: 'group_name', parent: { type: 'aws_scheduler_schedule_group', key: 'name' } }],
  },
};

/** Terraform's type of a task definition: each registration is a revision of its own. */
export const TASK_DEFINITION = 'aws_ecs_task_definition';
/** The ARN that its revisions share. */
export const FAMILY_ARN = regional('ecs', 'task-definition/{family}:');

/** What is made and ends while an environment runs, and bears its tags: no orphan. */
export const PASSING =
  /^arn:aws:(ecs:[^:]+:\d+:task|ecs:[^:]+:\d+:task-definition|batch:[^:]+:\d+:job|ec2:[^:]+:\d+:network-interface)\//;
