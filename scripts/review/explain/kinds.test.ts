import { expect, test } from '@jest/globals';
import { changeOf } from '../../../tests/support/change.ts';
import { contentOf, nameOf } from './kinds.ts';

test.each([
  ['aws_cloudwatch_event_target', 'rule'],
  ['aws_iam_role_policy', 'role'],
  ['aws_iam_role_policy_attachment', 'role'],
])('%s is called by its %s', (type, owner) => {
  expect(nameOf(changeOf(type, undefined, { name: 'its own', [owner]: 'owner' }))).toBe('owner');
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
