/**
 * Why each kind of resource is there, what it costs, and how the diagram shows it. A kind that the
 * stacks make and that isn't here fails `npm run generate`; so does one that they no longer make.
 */
import type { Item } from '../../environments/model/prices.ts';

/** One kind of resource. */
export interface Kind {
  readonly why: string;
  /** What is due for it, with words where the unit doesn't say enough. @default - nothing by itself */
  readonly price?: Readonly<Partial<Record<Item, string>>>;
  /** A node of the diagram. @default - a part of the resource that it is made beside */
  readonly node?: Node;
}

interface Node {
  /** What a reader calls it. */
  readonly label: string;
  /**
   * How others name it, beside a reference of Terraform's: a part of an ARN or of an address, with
   * its attributes in braces.
   *
   * @default - by reference alone
   */
  readonly named?: readonly string[];
}

export const KINDS: Readonly<Record<string, Kind>> = {
  aws_budgets_budget: {
    why: 'Mails when a month costs more than `budget.monthlyUsd`; AWS gives the first two.',
  },
  aws_cloudwatch_event_rule: {
    why: 'Hears of tasks that stopped, of builds that failed and of pushes, and acts on them.',
    node: { label: 'EventBridge rule', named: [':rule/{name}'] },
  },
  aws_cloudwatch_event_target: {
    why: 'What a rule does: keep the event, tell, build, start a run once more.',
  },
  aws_cloudwatch_log_group: {
    why: "A job's log, kept as long as `logs.retentionDays` says.",
    price: { 'logs.ingested': 'written', 'logs.stored': 'kept' },
    node: { label: 'log group', named: ['{name}'] },
  },
  aws_cloudwatch_metric_alarm: {
    why: 'Tells of a start that failed for good, or of a run that is missing; only if asked for.',
    price: { 'cloudwatch.alarm': 'each' },
  },
  aws_codebuild_project: {
    why: 'Builds the image, on the processor that the jobs run on.',
    price: { 'codebuild.minute.arm64': 'of a build' },
    node: { label: 'CodeBuild project', named: [':project/{name}', '"ProjectName":"{name}"'] },
  },
  aws_codecommit_repository: {
    why: 'The mirror that the workflow pushes job logic to, with `kind: codecommit`.',
    price: { 'codecommit.user': 'beyond five' },
    node: {
      label: 'CodeCommit mirror',
      named: [':codecommit:{region}:{account}:{repository_name}'],
    },
  },
  aws_codepipeline: {
    why: 'From a push to an image: fetches the source, has it built.',
    price: { 'codepipeline.minute': 'of an action' },
    node: { label: 'CodePipeline', named: [':codepipeline:{region}:{account}:{name}'] },
  },
  aws_default_security_group: {
    why: 'AWS makes this group with every VPC, open within itself: managed without rules it is shut.',
  },
  aws_ecr_lifecycle_policy: { why: 'Lets go of images that nothing names any more.' },
  aws_ecr_repository: {
    why: "The jobs' images, scanned at each push.",
    price: { 'ecr.storage': '' },
    node: { label: 'ECR repository', named: ['.amazonaws.com/{name}', ':repository/{name}'] },
  },
  aws_ecs_cluster: {
    why: 'What Fargate starts tasks in; without Container Insights, which cost more than the jobs.',
    node: { label: 'ECS cluster', named: [':cluster/{name}'] },
  },
  aws_ecs_cluster_capacity_providers: {
    why: 'Lets runs use Spot capacity; without it AWS refuses `spot: true`.',
  },
  aws_ecs_task_definition: {
    why: 'What a run is: image, CPU, memory, roles. Running is what costs.',
    price: {
      'fargate.vcpu.arm64': 'of a run',
      'fargate.memory.arm64': 'of a run',
      'ipv4.hour': "for a run's public IPv4",
    },
    node: { label: 'task definition', named: [':task-definition/{family}'] },
  },
  aws_eip: { why: 'The address of the NAT gateway, with `mode: nat`.', price: { 'ipv4.hour': '' } },
  aws_iam_role: {
    why: 'One for each thing that acts, so that each may do just its own part.',
    node: { label: 'IAM role', named: [':role{path}{name}'] },
  },
  aws_iam_role_policy: { why: 'What its role may do; nobody else can attach it.' },
  aws_internet_gateway: { why: 'The way out to the APIs of AWS.' },
  aws_nat_gateway: {
    why: 'The way out of private subnets, with `mode: nat`.',
    price: { 'nat.hour': '', 'nat.data': 'through it' },
  },
  aws_route: { why: 'Leads what leaves the VPC to the way out.' },
  aws_route_table: { why: 'The routes of a tier of subnets.' },
  aws_route_table_association: { why: 'Gives a subnet those routes.' },
  aws_s3_bucket: {
    why: 'Input, output, and reports of runs, protected against every destroy; and what passes from a step of a build to the next, which is not.',
    price: { 's3.storage': 'kept', 's3.put': 'written', 's3.get': 'read' },
    node: { label: 'S3 bucket', named: ['arn:aws:s3:::{bucket}'] },
  },
  aws_s3_bucket_lifecycle_configuration: {
    why: 'Lets go of old objects, old versions, and uploads that never ended.',
  },
  aws_s3_bucket_ownership_controls: { why: 'What other accounts put is ours, too.' },
  aws_s3_bucket_policy: { why: 'Refuses whatever comes without TLS.' },
  aws_s3_bucket_public_access_block: {
    why: 'Shuts the bucket to the public, whatever a policy says.',
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    why: 'Encrypts objects at rest.',
  },
  aws_s3_bucket_versioning: { why: 'Keeps what was overwritten or deleted for a while.' },
  aws_scheduler_schedule: {
    why: 'Starts the job, in its time zone, with retries within `retryWindow`.',
    price: { 'scheduler.start': 'starts, after 14 million free a month' },
    node: { label: 'EventBridge schedule' },
  },
  aws_scheduler_schedule_group: { why: 'Gives each job its own free metrics of starts.' },
  aws_security_group: {
    why: 'Lets nothing in, and HTTPS out; that of the endpoints lets in the VPC alone.',
  },
  aws_sns_topic: {
    why: 'Where notices go: failed runs and builds, alarms.',
    node: { label: 'SNS topic', named: [':sns:{region}:{account}:{name}'] },
  },
  aws_sns_topic_policy: {
    why: 'Lets our own alarms send notices, and EventBridge, which takes no condition there.',
  },
  aws_sns_topic_subscription: { why: 'A mail address of `alerts.emails`; each confirms once.' },
  aws_sqs_queue: {
    why: 'Holds starts that failed for good, for 14 days.',
    node: { label: 'SQS queue', named: [':sqs:{region}:{account}:{name}'] },
  },
  aws_sqs_queue_policy: { why: 'Lets the rule of restarts leave there what it could not start.' },
  aws_subnet: { why: 'Where tasks get their addresses, one a zone.', node: { label: 'subnets' } },
  aws_vpc: { why: 'A network of its own: nothing else is in it, and nothing reaches into it.' },
  aws_vpc_endpoint: {
    why: 'Carries the data to S3 and back, free, past the internet; with `mode: endpoints` also to ECR, CloudWatch Logs and secrets, by the hour and zone.',
    price: { 'endpoint.hour': 'with `mode: endpoints`', 'endpoint.data': 'through those' },
  },
};
