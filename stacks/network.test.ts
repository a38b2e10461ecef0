import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const MODES = ['public', 'endpoints', 'nat'];
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:key-AbCdEf';

const synth = (yaml: string): Json => configurationOf(environmentOf(yaml));
/** What the file `network: {...}` makes in the network. */
const networkOf = (network: string): Json => synth(`network: ${network}\n`).resource;
/** How a configuration says an attribute of another resource. */
const reference = (attribute: string): string => `\${${attribute}}`;
const all = (resource: Json, type: string): Json[] => Object.values(resource[type] ?? {});
const only = (resource: Json, type: string): Json => {
  expect(all(resource, type)).toHaveLength(1);
  return all(resource, type)[0];
};
const addresses = (resource: Json): string[] =>
  Object.entries<Json>(resource).flatMap(([type, named]) =>
    Object.keys(named)
      .filter((name) => name.startsWith('network_'))
      .map((name) => `${type}.${name}`),
  );

describe.each(MODES)('the network %s', (mode) => {
  const resource = networkOf(`{ mode: ${mode}, availabilityZones: 3, cidr: 10.1.0.0/22 }`);

  test('lets nothing in, and HTTPS out', () => {
    const group = resource.aws_security_group[`network_tasks-${mode}-3`];
    expect(group.ingress).toBeUndefined();
    expect(group.egress).toEqual([
      expect.objectContaining({
        protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        cidr_blocks: ['0.0.0.0/0'],
      }),
    ]);
    const standard = only(resource, 'aws_default_security_group');
    expect(standard).not.toHaveProperty('ingress');
    expect(standard).not.toHaveProperty('egress');
  });

  test('has a subnet a zone for tasks, and none hands out addresses by itself', () => {
    const schedule = only(resource, 'aws_scheduler_schedule');
    const { Subnets, AssignPublicIp } = JSON.parse(schedule.target.input).NetworkConfiguration
      .AwsvpcConfiguration;
    const kind = mode === 'public' ? 'public' : 'private';
    expect(Subnets).toEqual(
      [1, 2, 3].map((number) => reference(`aws_subnet.network_${kind}_subnet-${number}.id`)),
    );
    expect(AssignPublicIp).toBe(mode === 'public' ? 'ENABLED' : 'DISABLED');
    for (const subnet of all(resource, 'aws_subnet'))
      expect(subnet.map_public_ip_on_launch).toBeUndefined();
  });

  test('reaches S3 by a gateway endpoint of its tier, for nothing', () => {
    const gateways = all(resource, 'aws_vpc_endpoint').filter(
      ({ vpc_endpoint_type }) => vpc_endpoint_type === 'Gateway',
    );
    const kind = mode === 'public' ? 'public' : 'private';
    expect(gateways).toEqual([
      expect.objectContaining({
        service_name: 'com.amazonaws.eu-central-1.s3',
        route_table_ids: [reference(`aws_route_table.network_${kind}_route-table.id`)],
      }),
    ]);
  });

  test('is made before what it replaces goes', () => {
    for (const address of addresses(resource)) {
      const [type = '', name = ''] = address.split('.');
      expect({ address, ...resource[type][name].lifecycle }).toMatchObject({
        address,
        create_before_destroy: true,
      });
    }
  });

  test('has a name of its kind for whatever has tags, and no two the same', () => {
    for (const [type, named] of Object.entries<Json>(resource)) {
      const mine = Object.entries<Json>(named).filter(([name]) => name.startsWith('network_'));
      if (/^aws_route(_table_association)?$/.test(type)) continue;
      const names = mine.map(([, { tags }]) => tags.Name);
      expect(names).toEqual(names.map(() => expect.stringMatching(/^nightshift-test/)));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('gives the schedules a group that stands on the whole way out', () => {
    const group = `aws_security_group.network_tasks-${mode}-3`;
    expect(only(resource, 'aws_scheduler_schedule').depends_on).toContain(group);
    const stands = new Set<string>();
    const visit = (address: string): void => {
      if (stands.has(address)) return;
      stands.add(address);
      const [type = '', name = ''] = address.split('.');
      const text = JSON.stringify(resource[type][name]);
      for (const [, found = ''] of text.matchAll(
        /(?<!data\.)\b(aws_[a-z_]+\.network_[a-z0-9_-]+)/g,
      ))
        if (found !== address) visit(found);
    };
    visit(group);
    // Nothing goes through the VPC's own group.
    expect([...stands, 'aws_default_security_group.network_default-security-group'].sort()).toEqual(
      addresses(resource).sort(),
    );
  });
});

describe('two modes', () => {
  const blocks = (mode: string): string[] =>
    all(networkOf(`{ mode: ${mode}, availabilityZones: 3 }`), 'aws_subnet').map(
      ({ cidr_block }) => cidr_block,
    );
  const eighths = (...numbers: number[]) =>
    numbers.map((number) => `\${cidrsubnet("10.0.0.0/24", 3, ${number})}`);

  test('have addresses of their own for each kind of subnet', () => {
    expect(blocks('public')).toEqual(eighths(0, 1, 2));
    expect(blocks('endpoints')).toEqual(eighths(4, 5, 6));
    expect(blocks('nat').sort()).toEqual(eighths(0, 4, 5, 6));
  });

  test('say of what they share the same, so that a change of mode leaves it alone', () => {
    const made = MODES.map((mode) => networkOf(`{ mode: ${mode} }`));
    for (const one of made) {
      for (const other of made) {
        for (const address of addresses(one)) {
          const [type = '', name = ''] = address.split('.');
          // What may be called through S3's endpoint differs.
          if (other[type]?.[name] === undefined || type === 'aws_vpc_endpoint') continue;
          expect(other[type][name]).toEqual(one[type][name]);
        }
      }
    }
  });
});

describe('the network public', () => {
  test('has nothing that costs by the hour', () => {
    const resource = networkOf('{ mode: public }');
    expect(all(resource, 'aws_vpc_endpoint')).toHaveLength(1);
    for (const type of ['aws_nat_gateway', 'aws_eip', 'aws_lb'])
      expect(resource).not.toHaveProperty(type);
  });
});

describe('the network endpoints', () => {
  const services = (yaml: string): string[] =>
    all(synth(yaml).resource, 'aws_vpc_endpoint')
      .filter(({ vpc_endpoint_type }) => vpc_endpoint_type === 'Interface')
      .map(({ service_name }) => service_name.replace('com.amazonaws.eu-central-1.', ''));

  test('has no way to the internet', () => {
    const resource = networkOf('{ mode: endpoints }');
    for (const type of ['aws_route', 'aws_internet_gateway', 'aws_nat_gateway'])
      expect(resource).not.toHaveProperty(type);
  });

  test('leads to what every task needs, and to secrets only where a job has any', () => {
    const network = 'network: { mode: endpoints }\n';
    expect(services(network)).toEqual(['ecr.api', 'ecr.dkr', 'logs']);
    expect(
      services(`${network}jobs: { flight-delays: { secrets: { KEY: "${SECRET}" } } }`),
    ).toEqual(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager']);
  });

  test('has endpoints with the names of their services, open to all of the VPC alone', () => {
    const resource = networkOf('{ mode: endpoints, cidr: 10.1.0.0/24 }');
    expect(resource.aws_vpc_endpoint['network_endpoint-ecr-dkr']).toMatchObject({
      private_dns_enabled: true,
      subnet_ids: [1, 2].map((number) =>
        reference(`aws_subnet.network_private_subnet-${number}.id`),
      ),
      security_group_ids: [reference('aws_security_group.network_endpoints.id')],
    });
    expect(resource.aws_security_group.network_endpoints.ingress).toEqual([
      expect.objectContaining({
        protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        cidr_blocks: ['10.1.0.0/24'],
      }),
    ]);
  });

  test("lets pass the account's own calls, and the layers of images", () => {
    const endpoints = networkOf('{ mode: endpoints }').aws_vpc_endpoint;
    const statements = (name: string): Json => JSON.parse(endpoints[name].policy).Statement;
    const ours = expect.objectContaining({
      Effect: 'Allow',
      Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012' } },
    });

    for (const name of Object.keys(endpoints).filter((one) => one !== 'network_private_s3'))
      expect(statements(name)).toEqual([ours]);
    expect(statements('network_private_s3')).toEqual([
      ours,
      {
        Sid: 'ImageLayers',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*',
      },
    ]);
  });
});

describe('the network nat', () => {
  const resource = networkOf('{ mode: nat, availabilityZones: 3 }');

  test('has one gateway for all zones, in a public subnet, and it is the way out', () => {
    expect(only(resource, 'aws_nat_gateway')).toMatchObject({
      subnet_id: reference('aws_subnet.network_public_subnet-1.id'),
      depends_on: expect.arrayContaining(['aws_route.network_public_internet']),
    });
    expect(resource.aws_route.network_private_internet).toMatchObject({
      destination_cidr_block: '0.0.0.0/0',
      nat_gateway_id: reference('aws_nat_gateway.network_nat-gateway.id'),
    });
  });

  test('has another address and another door in another VPC, and leaves the old ones their place', () => {
    for (const type of ['aws_eip', 'aws_internet_gateway'])
      expect(only(resource, type).lifecycle.replace_triggered_by).toEqual([
        'aws_vpc.network_vpc.id',
      ]);
  });
});

describe('the network existing', () => {
  test('makes nothing, and starts tasks where the file says', () => {
    const resource = networkOf(
      '{ mode: existing, vpcId: vpc-0a1b2c3d4e5f60718, subnetIds: [subnet-0a1b2c3d4e5f60718], securityGroupIds: [sg-0a1b2c3d4e5f60718], assignPublicIp: true }',
    );
    expect(addresses(resource)).toEqual([]);
    const { input } = only(resource, 'aws_scheduler_schedule').target;
    expect(JSON.parse(input).NetworkConfiguration.AwsvpcConfiguration).toEqual({
      Subnets: ['subnet-0a1b2c3d4e5f60718'],
      SecurityGroups: ['sg-0a1b2c3d4e5f60718'],
      AssignPublicIp: 'ENABLED',
    });
  });
});
