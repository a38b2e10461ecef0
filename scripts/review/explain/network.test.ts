import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import { environmentOf } from '../../../tests/support/environment.ts';
import { type Tree, UNKNOWN } from '../plan.ts';

const schedule = (AssignPublicIp: string, Subnets: readonly string[]): Tree => ({
  target: [
    { input: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp, Subnets } } } },
  ],
});

const existing = [
  'network:',
  '  mode: existing',
  '  vpcId: vpc-0a1b2c3d4e5f60718',
  '  subnetIds: [subnet-0a1b2c3d4e5f60718]',
  '  securityGroupIds: [sg-0a1b2c3d4e5f60718]',
  '',
].join('\n');

describe('the network that tasks start in', () => {
  const KEPT = 'running tasks keep their network until they end';

  test.each<[string, string, string]>([
    [
      'network: { mode: nat }\n',
      '',
      `tasks run in public subnets, each with a public IPv4, and reach the internet by HTTPS; nothing reaches them; ${KEPT}`,
    ],
    [
      '',
      'network: { mode: nat }\n',
      `tasks run in private subnets, without a public IPv4, and reach the internet through one NAT gateway; ${KEPT}`,
    ],
    [
      '',
      'network: { mode: endpoints }\n',
      `tasks run in private subnets without a way to the internet: they reach S3, ecr.api, ecr.dkr, logs, and nothing else; ${KEPT}`,
    ],
    [
      '',
      existing,
      `tasks run in subnets of your own (subnet-0a1b2c3d4e5f60718), without a public IPv4; ${KEPT}`,
    ],
  ])('from %j to %j is said by its mode', (before, after, expected) => {
    const change = changeOf(
      'aws_scheduler_schedule',
      schedule('ENABLED', ['a']),
      schedule('DISABLED', ['b']),
    );

    expect(
      said(change, { before: environmentOf(before), environment: environmentOf(after) }),
    ).toEqual([expected]);
  });

  test.each<[string, Tree, Tree, string]>([
    [
      'aws_scheduler_schedule',
      schedule('ENABLED', ['a']),
      schedule('DISABLED', ['b']),
      `tasks start in other subnets or security groups, without a public IPv4; ${KEPT}`,
    ],
    [
      'aws_ecs_service',
      { network_configuration: [{ assign_public_ip: false, subnets: ['a'] }] },
      { network_configuration: [{ assign_public_ip: true, subnets: ['b'] }] },
      `tasks start in other subnets or security groups, with a public IPv4 of their own; ${KEPT}`,
    ],
    [
      'aws_cloudwatch_event_target',
      { ecs_target: [{ network_configuration: [{ assign_public_ip: true, subnets: ['a'] }] }] },
      { ecs_target: [{ network_configuration: [{ assign_public_ip: true, subnets: ['b'] }] }] },
      `tasks start in other subnets or security groups; ${KEPT}`,
    ],
  ])('of anyone is said by what changes: %s', (type, before, after, expected) => {
    expect(said(changeOf(type, before, after))).toEqual([expected]);
  });
});

describe('what costs by the hour', () => {
  const endpoint = {
    service_name: 'com.amazonaws.eu-central-1.logs',
    vpc_endpoint_type: 'Interface',
  };

  test.each<[string, Tree, string]>([
    [
      'aws_nat_gateway',
      { tags: { Name: 'x' } },
      'NAT gateway x: $37.96 a month, plus the data it processes',
    ],
    ['aws_eip', { tags: { Name: 'x' } }, 'public IPv4 address x: $3.65 a month'],
    [
      'aws_vpc_endpoint',
      { ...endpoint, subnet_ids: ['a', 'b', 'c'] },
      'VPC endpoint com.amazonaws.eu-central-1.logs: $26.28 a month, plus the data it processes',
    ],
    [
      'aws_vpc_endpoint',
      { ...endpoint, subnet_ids: UNKNOWN },
      'VPC endpoint com.amazonaws.eu-central-1.logs: $17.52 a month, plus the data it processes',
    ],
    [
      'aws_vpc_endpoint',
      { ...endpoint, vpc_endpoint_type: 'Gateway' },
      'VPC endpoint com.amazonaws.eu-central-1.logs',
    ],
  ])('%s is named with its price', (type, after, expected) => {
    expect(said(changeOf(type, undefined, after), { environment: environmentOf() })).toEqual([
      `new ${expected}`,
    ]);
  });

  test('goes with its price', () => {
    const change = changeOf('aws_nat_gateway', { tags: { Name: 'x' } }, undefined);

    expect(said(change, { environment: environmentOf() })).toEqual([
      'destroys NAT gateway x: saves $37.96 a month, plus the data it processes',
    ]);
  });

  test('has no price where nobody knows the region', () => {
    expect(said(changeOf('aws_nat_gateway', undefined, { tags: { Name: 'x' } }))).toEqual([
      'new NAT gateway x: an hourly price',
    ]);
    expect(
      said(changeOf('aws_vpc_endpoint', undefined, { ...endpoint, subnet_ids: UNKNOWN })),
    ).toEqual(['new VPC endpoint com.amazonaws.eu-central-1.logs: an hourly price in each zone']);
  });
});

describe('addresses', () => {
  test.each<[string, Tree, Tree, string, string | undefined]>([
    [
      'aws_vpc',
      { cidr_block: '10.0.0.0/24' },
      { cidr_block: '10.1.0.0/24' },
      'addresses 10.0.0.0/24 → 10.1.0.0/24',
      undefined,
    ],
    [
      'aws_route',
      { destination_cidr_block: '0.0.0.0/0' },
      { destination_cidr_block: '10.0.0.0/8' },
      'route to 0.0.0.0/0 → 10.0.0.0/8',
      undefined,
    ],
    [
      'google_compute_subnetwork',
      { ip_cidr_range: 'a' },
      { ip_cidr_range: 'b' },
      'addresses a → b',
      undefined,
    ],
    [
      'azurerm_virtual_network',
      { address_space: ['a'] },
      { address_space: ['b'] },
      'addresses a → b',
      undefined,
    ],
    [
      'azurerm_subnet',
      { address_prefixes: ['a'] },
      { address_prefixes: ['b'] },
      'addresses a → b',
      undefined,
    ],
    ['aws_prefix', { cidr_blocks: ['a'] }, { cidr_blocks: ['b'] }, 'addresses a → b', undefined],
    [
      'aws_subnet',
      { map_public_ip_on_launch: false },
      { map_public_ip_on_launch: true },
      'what starts in it gets a public address',
      'gives public addresses',
    ],
    [
      'aws_db_instance',
      { publicly_accessible: false },
      { publicly_accessible: true },
      'database aws_db_instance.it: can be reached from the internet',
      'opens to the internet',
    ],
    [
      'aws_db_instance',
      { publicly_accessible: true },
      { publicly_accessible: false },
      'gets no public address any more',
      undefined,
    ],
  ])('of %s', (type, before, after, expected, reason) => {
    const change = changeOf(type, before, after);

    expect(said(change)).toEqual([expected]);
    expect(explained(change)[0]?.reason).toBe(reason);
  });
});
