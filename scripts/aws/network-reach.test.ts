import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../environments/model/schema.ts';
import { environmentOf } from '../../tests/support/environment.ts';
import { type FoundNetwork, findings } from './network-reach.ts';

const [VPC, SUBNET, GROUP, TABLE] = ['vpc-00000001', 'subnet-00000001', 'sg-00000001', 'rtb-1'];
const HTTPS = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
const INTERNET = {
  DestinationCidrBlock: '0.0.0.0/0',
  GatewayId: 'igw-1',
  State: 'active',
} as const;
const NAT = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' } as const;

/** An environment in that network. */
function existing(network: Partial<Environment['network']> = {}, jobs = ''): Environment {
  const named = { mode: 'existing', vpcId: VPC, subnetIds: [SUBNET], securityGroupIds: [GROUP] };
  return environmentOf(`network: ${JSON.stringify({ ...named, ...network })}\n${jobs}`);
}

type Endpoint = FoundNetwork['endpoints'][number];

const GATEWAY: Endpoint = {
  VpcEndpointType: 'Gateway',
  ServiceName: 'com.amazonaws.eu-central-1.s3',
  RouteTableIds: [TABLE],
};

const endpoint = (service: string): Endpoint => ({
  VpcEndpointId: `vpce-${service}`,
  VpcEndpointType: 'Interface',
  ServiceName: `com.amazonaws.eu-central-1.${service}`,
  // "Available" in the SDK's types, and "available" in answers.
  State: 'available' as 'Available',
  PrivateDnsEnabled: true,
  Groups: [{ GroupId: 'sg-endpoints' }],
});

const ENDPOINTS = [endpoint('ecr.api'), endpoint('ecr.dkr'), endpoint('logs')];

/** What AWS says of it: no way out but what a test adds. */
function found(over: Partial<FoundNetwork> = {}): FoundNetwork {
  return {
    vpc: { owner: '123456789012', dnsSupport: true, dnsHostnames: true },
    subnets: [{ SubnetId: SUBNET, VpcId: VPC, CidrBlock: '10.9.0.0/24' }],
    securityGroups: [
      { GroupId: GROUP, VpcId: VPC, IpPermissionsEgress: [{ IpProtocol: '-1' }] },
      {
        GroupId: 'sg-endpoints',
        VpcId: VPC,
        IpPermissions: [{ ...HTTPS, UserIdGroupPairs: [{ GroupId: GROUP }] }],
      },
    ],
    routeTables: [{ RouteTableId: TABLE, Associations: [{ Main: true }], Routes: [] }],
    endpoints: [],
    ...over,
  };
}

const routes = (...Routes: object[]) => [
  { RouteTableId: TABLE, Associations: [{ Main: true }], Routes },
];
const openTo = (rule: object): Partial<FoundNetwork> => ({
  endpoints: [...ENDPOINTS, GATEWAY],
  securityGroups: [
    ...found().securityGroups.slice(0, 1),
    { GroupId: 'sg-endpoints', VpcId: VPC, IpPermissions: [rule] },
  ],
});

type Case = [name: string, found: Partial<FoundNetwork>, network: Partial<Environment['network']>];

describe('tasks could start', () => {
  test.each<Case>([
    ['behind a NAT gateway', { routeTables: routes(NAT) }, {}],
    ['with an address of their own', { routeTables: routes(INTERNET) }, { assignPublicIp: true }],
    [
      'behind what leads on to another network',
      { routeTables: routes({ DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1' }) },
      {},
    ],
    ['by endpoints', { endpoints: [...ENDPOINTS, GATEWAY] }, {}],
    [
      'by endpoints beside an internet gateway that is not theirs',
      { endpoints: [...ENDPOINTS, GATEWAY], routeTables: routes(INTERNET) },
      {},
    ],
    ['by an interface endpoint of S3', { endpoints: [...ENDPOINTS, endpoint('s3')] }, {}],
    [
      'by endpoints that are open to their block',
      openTo({ ...HTTPS, IpRanges: [{ CidrIp: '10.9.0.0/16' }] }),
      {},
    ],
    [
      'in a subnet with a table of its own',
      {
        routeTables: [
          ...routes(),
          { RouteTableId: 'rtb-2', Associations: [{ SubnetId: SUBNET }], Routes: [NAT] },
        ],
      },
      {},
    ],
    [
      'in subnets that another account shares, of which not all can be seen',
      { vpc: { owner: '210987654321', dnsSupport: true, dnsHostnames: true } },
      {},
    ],
  ])('%s', (_, over, network) => {
    expect(findings(existing(network), found(over))).toEqual([]);
  });
});

describe('refused is', () => {
  const nowhere = `${SUBNET} has no way to ecr.api (no interface endpoint), ecr.dkr (no interface endpoint), logs (no interface endpoint), s3 (no gateway endpoint on its route table)`;
  const without = (service: string, reason: string) =>
    `${SUBNET} has no way to ${service} (${reason}): give ${TABLE} a default route, or ${VPC} these endpoints`;

  test.each<[...Case, path: string, message: string]>([
    [
      'a VPC that is not there',
      { vpc: undefined } as never,
      {},
      'network.vpcId',
      `${VPC} does not exist in eu-central-1 of account 123456789012: name a VPC that does`,
    ],
    [
      'a subnet that is not there',
      { subnets: [] },
      {},
      'network.subnetIds.0',
      `${SUBNET} does not exist: name one of ${VPC}`,
    ],
    [
      'a subnet of another VPC',
      { subnets: [{ SubnetId: SUBNET, VpcId: 'vpc-2' }] },
      {},
      'network.subnetIds.0',
      `${SUBNET} lies in vpc-2: name one of ${VPC}`,
    ],
    [
      'a security group of another VPC',
      { securityGroups: [{ GroupId: GROUP, VpcId: 'vpc-2' }] },
      {},
      'network.securityGroupIds.0',
      `${GROUP} lies in vpc-2: name one of ${VPC}`,
    ],
    [
      'a security group that lets nothing out',
      {
        routeTables: routes(NAT),
        securityGroups: [
          {
            GroupId: GROUP,
            VpcId: VPC,
            IpPermissionsEgress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }],
          },
        ],
      },
      {},
      'network.securityGroupIds',
      `no rule lets tasks out to port 443: add one for outbound HTTPS to ${GROUP}`,
    ],
    [
      'a VPC without names',
      {
        routeTables: routes(NAT),
        vpc: { owner: '123456789012', dnsSupport: false, dnsHostnames: false },
      },
      {},
      'network.vpcId',
      `${VPC} resolves no names: turn on its enableDnsSupport`,
    ],
    [
      'no way at all',
      {},
      {},
      'network.subnetIds.0',
      `${nowhere}: give ${TABLE} a default route, or ${VPC} these endpoints`,
    ],
    [
      'an internet gateway without an address',
      { routeTables: routes(INTERNET) },
      {},
      'network.subnetIds.0',
      `${nowhere}: its default route is an internet gateway's, so set network.assignPublicIp: true, or name a subnet behind a NAT gateway`,
    ],
    [
      'a way that is gone',
      { routeTables: routes({ ...NAT, State: 'blackhole' }) },
      {},
      'network.subnetIds.0',
      `${nowhere}: give ${TABLE} a default route, or ${VPC} these endpoints`,
    ],
    [
      'an endpoint that is missing',
      { endpoints: [...ENDPOINTS.slice(0, 2), GATEWAY] },
      {},
      'network.subnetIds.0',
      without('logs', 'no interface endpoint'),
    ],
    [
      'an endpoint that is not there yet',
      { endpoints: [...ENDPOINTS.slice(1), { ...endpoint('ecr.api'), State: 'Pending' }, GATEWAY] },
      {},
      'network.subnetIds.0',
      without('ecr.api', 'no interface endpoint'),
    ],
    [
      'an endpoint whose name leads elsewhere',
      {
        endpoints: [
          ...ENDPOINTS.slice(0, 2),
          { ...endpoint('logs'), PrivateDnsEnabled: false },
          GATEWAY,
        ],
      },
      {},
      'network.subnetIds.0',
      without('logs', 'vpce-logs has no private DNS'),
    ],
    [
      'an endpoint that is shut',
      openTo({ ...HTTPS, IpRanges: [{ CidrIp: '10.8.0.0/16' }] }),
      {},
      'network.subnetIds.0',
      without(
        'ecr.api',
        'the security groups of vpce-ecr.api let no task in), ecr.dkr (the security groups of vpce-ecr.dkr let no task in), logs (the security groups of vpce-logs let no task in',
      ),
    ],
    [
      "S3's gateway on another table",
      { endpoints: [...ENDPOINTS, { ...GATEWAY, RouteTableIds: ['rtb-2'] }] },
      {},
      'network.subnetIds.0',
      without('s3', 'no gateway endpoint on its route table'),
    ],
  ])('%s', (_, over, network, path, message) => {
    const said = findings(existing(network), { ...found(), ...over });

    expect(said.map((finding) => ({ ...finding, path: finding.path.join('.') }))).toEqual([
      { path, message },
    ]);
  });

  test('a network without the store of a secret that a job uses', () => {
    const secret = 'arn:aws:ssm:eu-central-1:123456789012:parameter/key';
    const jobs = `jobs: { flight-delays: { secrets: { KEY: "${secret}" } } }\n`;
    const by = found({ endpoints: [...ENDPOINTS, GATEWAY] });

    expect(findings(existing(), by)).toEqual([]);
    expect(findings(existing({}, jobs), by)).toEqual([
      {
        path: ['network', 'subnetIds', 0],
        message: without('ssm', 'no interface endpoint'),
      },
    ]);
  });
});
