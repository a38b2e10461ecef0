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
