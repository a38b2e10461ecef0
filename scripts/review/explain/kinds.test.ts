import { expect, test } from '@jest/globals';
import { changeOf } from '../../../tests/support/change.ts';
import { contentOf, kindOf, nameOf } from './kinds.ts';

test.each([
  ['aws_cloudwatch_event_target', 'rule'],
  ['aws_iam_role_policy', 'role'],
  ['aws_iam_role_policy_attachment', 'role'],
])('%s is called by its %s', (type, owner) => {
  expect(nameOf(changeOf(type, undefined, { name: 'its own', [owner]: 'owner' }))).toBe('owner');
});

test('what Kubernetes runs is called by its metadata', () => {
  const metadata = [{ name: 'api', namespace: 'shop' }];
  expect(nameOf(changeOf('kubernetes_deployment', undefined, { metadata }))).toBe('api');
});

test.each([
  ['azurerm_postgresql_flexible_server', 'databases'],
  ['google_spanner_instance', 'databases'],
  ['kubernetes_persistent_volume_claim_v1', 'files'],
  ['acme_disk', 'content'],
  ['aws_qldb_ledger', 'content'],
  ['azurerm_storage_blob', 'content'],
  ['vultr_block_storage', 'content'],
  ['google_storage_bucket_object', 'content'],
  ['oci_kms_key', 'key material'],
  ['google_kms_crypto_key_version', 'key material'],
  ['azurerm_key_vault_key', 'key material'],
  ['google_privateca_certificate_authority', 'key material'],
  ['google_backup_dr_backup_vault', 'backups'],
  ['azurerm_recovery_services_vault', 'backups'],
  ['kafka_topic', 'records'],
  ['google_dns_managed_zone', 'records'],
  ['azurerm_private_dns_zone', 'records'],
  ['azurerm_container_registry', 'images'],
  ['elasticstack_elasticsearch_index', 'documents'],
  ['aws_rds_cluster', 'data'],
  ['google_sql_database_instance', 'data'],
  ['azurerm_mssql_managed_instance', 'data'],
  ['azurerm_cosmosdb_cassandra_keyspace', 'data'],
  ['azurerm_redis_cache', 'data'],
  ['aws_opensearchserverless_collection', 'data'],
  ['yandex_mdb_postgresql_cluster', 'data'],
  ['cockroach_cluster', 'data'],
  ['aiven_redis', 'data'],
  ['azurerm_storage_queue', 'messages'],
  ['aws_kms_replica_key', undefined],
  ['aws_kms_key_policy', undefined],
  ['aws_rds_cluster_instance', undefined],
  ['aws_rds_global_cluster', undefined],
  ['aws_rds_cluster_parameter_group', undefined],
  ['azurerm_data_factory_linked_service_mysql', undefined],
  ['google_sql_user', undefined],
  ['aws_batch_job_queue', undefined],
  ['aws_glue_catalog_database', undefined],
  ['aws_route_table', undefined],
  ['google_compute_attached_disk', undefined],
])('%s holds %s', (type, content) => {
  expect(contentOf({ type })).toBe(content);
});

test.each([
  ['aws_network_acl', 'network ACL'],
  ['aws_acm_certificate', 'ACM certificate'],
  ['aws_api_gateway_account', 'API gateway account'],
  ['google_dns_record_set', 'DNS record set'],
  ['aws_ec2_fleet', 'EC2 fleet'],
  ['aws_ecs_tag', 'ECS tag'],
  ['aws_efs_mount_target', 'EFS mount target'],
  ['aws_eks_node_group', 'EKS node group'],
  ['aws_elb', 'ELB'],
  ['aws_iam_user', 'IAM user'],
  ['azurerm_public_ip', 'public IP'],
  ['google_kms_crypto_key', 'KMS crypto key'],
  ['azurerm_lb_rule', 'LB rule'],
  ['google_nat', 'NAT'],
  ['aws_rds_cluster_instance', 'RDS cluster instance'],
  ['aws_s3_object_copy', 'S3 object copy'],
  ['aws_ses_domain_identity', 'SES domain identity'],
  ['aws_sns_platform_application', 'SNS platform application'],
  ['azurerm_sql_server', 'SQL server'],
  ['aws_sqs_queue_redrive_policy', 'SQS queue redrive policy'],
  ['hcloud_ssh_key', 'SSH key'],
  ['google_compute_ssl_policy', 'compute SSL policy'],
  ['aws_ssm_association', 'SSM association'],
  ['tls_private_key', 'TLS private key'],
  ['aws_vpc_dhcp_options', 'VPC dhcp options'],
  ['aws_vpn_gateway', 'VPN gateway'],
  ['mysql_user', 'mysql user'],
])('%s is a %s', (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});
