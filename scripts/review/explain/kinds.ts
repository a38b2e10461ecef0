/** What kinds of resource are called, and which of them hold what nobody can make again. */
import type { Change } from '../plan.ts';
import { remembered } from '../remembered.ts';
import { quote, type Words, words } from '../words.ts';
import { asText, at } from './at.ts';
import { clip } from './say.ts';

/** Where the mechanical name would mislead or sound odd. */
const CALLED: Readonly<Record<string, string>> = {
  aws_alb: 'load balancer',
  aws_budgets_budget: 'budget',
  aws_cloudwatch_event_rule: 'event rule',
  aws_cloudwatch_event_target: 'event target',
  aws_cloudwatch_log_group: 'log group',
  aws_cloudwatch_metric_alarm: 'alarm',
  aws_codebuild_project: 'build project',
  aws_codecommit_repository: 'source repository',
  aws_codepipeline: 'pipeline',
  aws_db_instance: 'database',
  aws_dynamodb_table: 'table',
  aws_ebs_volume: 'volume',
  aws_ecr_lifecycle_policy: 'image expiry',
  aws_ecr_repository: 'image repository',
  aws_ecr_repository_policy: 'image repository policy',
  aws_ecs_cluster: 'cluster',
  aws_ecs_cluster_capacity_providers: 'capacity providers',
  aws_ecs_service: 'service',
  aws_ecs_task_definition: 'task definition',
  aws_efs_file_system: 'file system',
  aws_eip: 'public IPv4 address',
  aws_eks_cluster: 'Kubernetes cluster',
  aws_iam_policy: 'policy',
  aws_iam_role: 'role',
  aws_iam_role_policy: 'role policy',
  aws_kms_key: 'key',
  aws_lambda_function: 'function',
  aws_lb: 'load balancer',
  aws_rds_cluster: 'database cluster',
  aws_s3_bucket: 'bucket',
  aws_s3_bucket_lifecycle_configuration: 'bucket expiry',
  aws_s3_bucket_notification: 'bucket notification',
  aws_s3_bucket_ownership_controls: 'bucket ownership',
  aws_s3_bucket_policy: 'bucket policy',
  aws_s3_bucket_public_access_block: 'public access block',
  aws_s3_bucket_server_side_encryption_configuration: 'bucket encryption',
  aws_s3_bucket_versioning: 'bucket versioning',
  aws_s3_object: 'object',
  aws_scheduler_schedule: 'schedule',
  aws_scheduler_schedule_group: 'schedule group',
  aws_secretsmanager_secret: 'secret',
  aws_sfn_state_machine: 'state machine',
  aws_sns_topic: 'topic',
  aws_sns_topic_policy: 'topic policy',
  aws_sns_topic_subscription: 'subscription',
  aws_sqs_queue: 'queue',
  aws_sqs_queue_policy: 'queue policy',
  aws_ssm_parameter: 'parameter',
  google_sql_database_instance: 'database',
  google_storage_bucket: 'bucket',
};

/** Prefixes of types that say whose they are, and nothing to who reads of one account. */
const PROVIDERS = /^(aws|awscc|google|azurerm|azuread|digitalocean|hcloud|oci|alicloud)_(?=.)/;

/** Words of types that are short for others. */
const SHORT: ReadonlySet<string> = new Set([
  'acl',
  'acm',
  'api',
  'dns',
  'ec2',
  'ecs',
  'efs',
  'eks',
  'elb',
  'iam',
  'ip',
  'kms',
  'lb',
  'nat',
  'rds',
  's3',
  'ses',
  'sns',
  'sql',
  'sqs',
  'ssh',
  'ssl',
  'ssm',
  'tls',
  'vpc',
  'vpn',
]);

/** A kind in words: `queue`; of one that nobody has named, its type without the provider. */
export function kindOf(type: string): string {
  if (Object.hasOwn(CALLED, type)) return CALLED[type] ?? type;
  const words = type.replace(PROVIDERS, '').split('_');
  return (
    clip(words.map((word) => (SHORT.has(word) ? word.toUpperCase() : word)).join(' ')) || 'resource'
  );
}

/** Attributes that bear a resource's name, the first that is there. */
const NAMED_BY = [
  'name',
  'bucket',
  'family',
  'identifier',
  'cluster_identifier',
  'function_name',
  'repository_name',
  'repository',
  'alarm_name',
  'endpoint',
  'service_name',
  'secret_id',
  'description',
] as const;

/** What belongs to one thing is called by that. */
const NAMED_BY_OWNER: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_target: 'rule',
  aws_iam_role_policy: 'role',
  aws_iam_role_policy_attachment: 'role',
};

/** What a resource is called by people: its own name, else its address. */
export function nameOf({ address, type, before, after }: Change): string {
  const owner = Object.hasOwn(NAMED_BY_OWNER, type) ? NAMED_BY_OWNER[type] : undefined;
  for (const side of [after, before]) {
    for (const attribute of owner === undefined ? NAMED_BY : [owner]) {
      const name = asText(at(side, attribute));
      if (name !== undefined) return clip(name, 80);
    }
    const below = asText(at(side, 'tags', 'Name')) ?? asText(at(side, 'metadata', 'name'));
    if (below !== undefined) return clip(below, 80);
  }
  return clip(String(address), 120);
}

/** `queue x`, with the name quoted. */
export function sayWhich(change: Change): Words {
  return words`${kindOf(change.type)} ${quote(nameOf(change))}`;
}

/** What is lost with one: its content in words. */
const HOLDS: Readonly<Record<string, string>> = {
  aiven_kafka: 'records',
  aws_cloudwatch_log_group: 'logs',
  aws_codecommit_repository: 'commits',
  aws_cognito_user_pool: 'users',
  aws_db_instance: 'data',
  aws_directory_service_directory: 'users',
  aws_docdb_cluster: 'documents',
  aws_dynamodb_table: 'items',
  aws_ebs_snapshot: 'content',
  aws_ebs_volume: 'files',
  aws_ecr_repository: 'images',
  aws_ecrpublic_repository: 'images',
  aws_efs_file_system: 'files',
  aws_elasticache_cluster: 'entries',
  aws_elasticache_replication_group: 'entries',
  aws_elasticsearch_domain: 'documents',
  aws_glacier_vault: 'archives',
  aws_kinesis_stream: 'records',
  aws_memorydb_cluster: 'entries',
  aws_mq_broker: 'messages',
  aws_msk_cluster: 'records',
  aws_opensearch_domain: 'documents',
  aws_redshiftserverless_namespace: 'data',
  aws_route53_zone: 'records',
  aws_s3_bucket: 'objects',
  aws_s3_bucket_object: 'content',
  aws_s3_object: 'content',
  aws_secretsmanager_secret: 'value',
  aws_sqs_queue: 'messages',
  aws_workspaces_workspace: 'files',
  azuredevops_git_repository: 'commits',
  azuredevops_project: 'commits',
  azurerm_cosmosdb_account: 'data',
  azurerm_eventhub: 'messages',
  azurerm_key_vault: 'keys and secrets',
  azurerm_log_analytics_workspace: 'logs',
  azurerm_mssql_server: 'databases',
  azurerm_mysql_flexible_server: 'databases',
  azurerm_postgresql_flexible_server: 'databases',
  azurerm_resource_group: 'resources',
  azurerm_servicebus_queue: 'messages',
  azurerm_storage_account: 'data',
  azurerm_storage_container: 'objects',
  azurerm_storage_queue: 'messages',
  azurerm_storage_share: 'files',
  bitbucket_repository: 'commits',
  cloudflare_workers_kv_namespace: 'entries',
  cloudflare_zone: 'records',
  databricks_catalog: 'tables',
  databricks_schema: 'tables',
  github_repository: 'commits',
  gitlab_group: 'projects',
  gitlab_project: 'commits',
  google_artifact_registry_repository: 'images',
  google_bigquery_dataset: 'tables',
  google_bigtable_instance: 'tables',
  google_filestore_instance: 'files',
  google_project: 'resources',
  google_pubsub_subscription: 'messages',
  google_secret_manager_secret: 'value',
  google_spanner_instance: 'databases',
  google_storage_bucket: 'objects',
  keycloak_realm: 'users',
  kubernetes_namespace: 'objects',
  kubernetes_namespace_v1: 'objects',
  kubernetes_persistent_volume_claim: 'files',
  kubernetes_persistent_volume_claim_v1: 'files',
  mongodbatlas_advanced_cluster: 'documents',
  mongodbatlas_cluster: 'documents',
  neon_project: 'data',
  postgresql_schema: 'tables',
  rabbitmq_queue: 'messages',
  scaleway_rdb_instance: 'data',
  snowflake_schema: 'tables',
  supabase_project: 'data',
  tfe_workspace: 'state',
  vault_mount: 'secrets',
  vault_namespace: 'secrets',
};

/** Programs that keep data for others, as kinds of any provider are named after them. */
const STORES =
  '(?:[a-z]*sql|alloydb|cassandra|clickhouse|cockroach|cosmosdb|docdb|elasticache|elasticsearch|influxdb|kafka|kusto|mariadb|memcached|memorydb|memorystore|mongo(?:db)?|msk|neptune|opensearch|pg|postgres|rds|redis|redshift|timescale|valkey)';

/** What one of a kind may be called that keeps data; a member of a cluster shares the cluster's. */
const STORE =
  '(?<!_cluster_|_global_)(?:cache|cluster|collection|container|domain|graph|instance|keyspace|pool|server|service|system)';

/** Names of kinds that hold data in any provider, and what it is. The first that fits counts. */
const LIKE_DATA: readonly (readonly [pattern: RegExp, content: string])[] = [
  [/_kms_(?!replica)(?:\w+_)?key(?:_version)?$|_key_vault_key$/, 'key material'],
  [/_certificate_authority$/, 'key material'],
  [/_(?:backup|recovery_services)\w*_vault$/, 'backups'],
  [/(?:^|_)kafka_topic$|_dns_(?:managed_)?zone$/, 'records'],
  [/_container_registry$/, 'images'],
  [/(?:^|_)(?:elastic|open)search_index$/, 'documents'],
  [new RegExp(`(?:^|_)${STORES}(?:\\w*_)${STORE}$|^[a-z\\d]+_${STORES}$`), 'data'],
  // A route table, a catalog and an attachment hold none.
  [
    /(?<!route|attached|catalog)_(database|db|volume|bucket|table|disk|file_?system|snapshot|ledger|block_storage|blob|bucket_object)(_cluster|_instance|_v\d+)?$/,
    'content',
  ],
];

/** What one of a kind holds that is lost with it; undefined for what can be made again. */
export function contentOf({ type }: Pick<Change, 'type'>): string | undefined {
  return Object.hasOwn(HOLDS, type) ? HOLDS[type] : likely(type) || undefined;
}

const likely = remembered((type) => LIKE_DATA.find(([pattern]) => pattern.test(type))?.[1] ?? '');
