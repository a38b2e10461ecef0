import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../../tests/support/change.ts';
import type { Tree } from '../../plan.ts';

const OPEN = '0.0.0.0/0';

describe('a range of the whole internet', () => {
  test.each<[string, Tree, string]>([
    [
      'google_compute_firewall',
      { source_ranges: ['10.0.0.0/8', OPEN], direction: 'INGRESS' },
      OPEN,
    ],
    ['google_compute_firewall', { source_ranges: ['::/0'], allow: [{ protocol: 'tcp' }] }, '::/0'],
    [
      'azurerm_network_security_rule',
      { source_address_prefix: '*', direction: 'Inbound', access: 'Allow' },
      '*',
    ],
    [
      'azurerm_network_security_group',
      { security_rule: [{ source_address_prefixes: ['Internet'], direction: 'Inbound' }] },
      'Internet',
    ],
    [
      'google_sql_database_instance',
      { settings: [{ ip_configuration: [{ authorized_networks: [{ value: OPEN }] }] }] },
      OPEN,
    ],
    [
      'aws_eks_cluster',
      { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: [OPEN] }] },
      OPEN,
    ],
    ['digitalocean_firewall', { inbound_rule: [{ source_addresses: [OPEN] }] }, OPEN],
    ['hcloud_firewall', { rule: [{ direction: 'in', source_ips: [OPEN] }] }, OPEN],
    ['openstack_networking_secgroup_rule_v2', { remote_ip_prefix: OPEN }, OPEN],
    ['alicloud_security_group_rule', { type: 'ingress', cidr_ip: '128.0.0.0/1' }, '128.0.0.0/1'],
    ['kubernetes_service', { spec: [{ load_balancer_source_ranges: [OPEN] }] }, OPEN],
    ['aiven_pg', { pg_user_config: [{ ip_filter: [OPEN] }] }, OPEN],
    ['mongodbatlas_project_ip_whitelist', { cidr_block: OPEN }, OPEN],
    ['digitalocean_database_firewall', { rule: [{ type: 'ip_addr', value: OPEN }] }, OPEN],
    ['acme_gateway', { ingress: [{ cidr: OPEN }] }, OPEN],
    ['acme_gateway', { inbound: [{ cidr: OPEN }] }, OPEN],
    ['linode_database_mysql_v2', { allow_list: [OPEN] }, OPEN],
    ['aws_lightsail_instance_public_ports', { port_info: [{ cidrs: [OPEN] }] }, OPEN],
  ])('of %s lets anyone in: %j', (type, values, range) => {
    const words = `can be reached from ${range}`;
    const open = { name: 'x', ...values };
    const [first] = explained(changeOf(type, { name: 'x' }, open));
    const [closed] = explained(changeOf(type, open, { name: 'x' }));

    expect(said(changeOf(type, { name: 'x' }, open))[0]).toContain(words);
    expect(first).toMatchObject({ risk: 'high', reason: 'opens to the internet' });
    expect(first?.permissions).toBe('widened');
    expect(said(changeOf(type, undefined, open))[0]).toContain(words);
    expect(said(changeOf(type, open, { ...open, name: 'y' })).join()).not.toContain('reached');
    expect(said(changeOf(type, open, { name: 'x' }))[0]).toContain(`no longer be reached`);
    expect(closed).toMatchObject({ risk: 'low', permissions: 'narrowed' });
  });

  test('is one in halves too, for a security group', () => {
    const rule = { cidr_blocks: ['0.0.0.0/1', '128.0.0.0/1'], from_port: 22, to_port: 22 };
    const change = changeOf('aws_security_group', { name: 'g' }, { name: 'g', ingress: [rule] });

    expect(said(change)[0]).toBe('the internet may now reach port 22 of security group g');
  });

  test('that gets other ports lets somebody in anew', () => {
    const on = (ports: string): Tree => ({ source_ranges: [OPEN], allow: [{ ports: [ports] }] });
    const change = changeOf('google_compute_firewall', on('443'), on('22'));

    expect(explained(change)[0]).toMatchObject({ risk: 'high', permissions: 'widened' });
  });

  test.each<[string, Tree]>([
    ['google_compute_firewall', { source_ranges: [OPEN], direction: 'EGRESS' }],
    ['google_compute_firewall', { source_ranges: [OPEN], deny: [{ protocol: 'tcp' }] }],
    ['google_compute_firewall', { destination_ranges: [OPEN] }],
    ['google_compute_firewall', { source_ranges: ['10.0.0.0/8'], direction: 'INGRESS' }],
    [
      'azurerm_network_security_rule',
      { source_address_prefix: '*', direction: 'Inbound', access: 'Deny' },
    ],
    [
      'azurerm_network_security_rule',
      { source_address_prefix: '10.0.0.4', destination_address_prefix: '*', access: 'Allow' },
    ],
    ['digitalocean_firewall', { outbound_rule: [{ destination_addresses: [OPEN] }] }],
    [
      'aws_eks_cluster',
      { vpc_config: [{ endpoint_public_access: false, public_access_cidrs: [OPEN] }] },
    ],
    ['aws_route', { destination_cidr_block: OPEN, gateway_id: 'igw-1' }],
    ['aws_network_acl', { ingress: [{ cidr_block: OPEN, action: 'allow' }] }],
    ['aws_ec2_client_vpn_authorization_rule', { target_network_cidr: OPEN }],
    ['alicloud_security_group_rule', { type: 'egress', cidr_ip: OPEN }],
    ['alicloud_security_group_rule', { type: 'ingress', policy: 'drop', cidr_ip: OPEN }],
    [
      'scaleway_instance_security_group',
      { inbound_rule: [{ action: 'drop', ip_range: '0.0.0.0/0' }] },
    ],
    ['civo_firewall', { egress_rule: [{ cidr: [OPEN] }] }],
    ['linode_firewall', { outbound: [{ ipv4: [OPEN] }] }],
    ['kubernetes_network_policy', { spec: [{ ingress: [{ ip_block: [{ except: [OPEN] }] }] }] }],
    ['acme_access_gateway', { routes: [OPEN] }],
    ['acme_access_list', { deny_from: [OPEN] }],
    ['acme_access_list', { denied_ips: [OPEN] }],
    ['acme_access_list', { blocked_ips: [OPEN] }],
    ['acme_access_list', { ip_blocklist: [OPEN] }],
    ['acme_access_list', { ip_block_list: [OPEN] }],
    ['databricks_ip_access_list', { list_type: 'BLOCK', ip_addresses: [OPEN] }],
  ])('of %s lets nobody in: %j', (type, values) => {
    const findings = explained(changeOf(type, { name: 'x' }, { name: 'x', ...values }));

    expect(findings.map(({ risk }) => risk)).toEqual(findings.map(() => 'none'));
  });
});
