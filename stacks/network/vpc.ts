import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones/index.js';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import { sharedNames } from '../../environments/model/names.ts';
import { ZONES_WITHOUT_FARGATE } from '../../environments/model/regions.ts';
import type { Environment } from '../../environments/model/schema.ts';

/** A VPC of the environment's own, the same in every mode that has one. */
export interface OwnVpc {
  readonly vpc: Vpc;
  /** Begins the names and `Name` tags of all that lies in it. */
  readonly name: string;
  readonly region: string;
  /** IPv4 block, /16 to /25. */
  readonly cidr: string;
  /** The name of a zone, counted from 0. */
  readonly zone: (index: number) => string;
  /**
   * For what could be moved to another VPC, where the block is changed: made anew it leaves the
   * old way whole until the schedules use the new one.
   */
  readonly leaveWithIt: { readonly replaceTriggeredBy: string[] };
}

/** Makes the VPC, with nothing in it. */
export function ownVpc(scope: Construct, environment: Environment): OwnVpc {
  const { cluster: name } = sharedNames(environment);
  const { cidr } = environment.network;
  const vpc = new Vpc(scope, 'vpc', {
    cidrBlock: cidr,
    // Both: without them interface endpoints can't bear the names of their services.
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: { Name: name },
  });
  // AWS makes this group with every VPC, open within itself; managed without rules it is shut.
  new DefaultSecurityGroup(scope, 'default-security-group', {
    vpcId: vpc.id,
    tags: { Name: `${name}-default` },
  });
  // Zones that every account has: others must be opted into, and a wish for them fails.
  const zones = new DataAwsAvailabilityZones(scope, 'zones', {
    filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    excludeZoneIds: [...ZONES_WITHOUT_FARGATE],
  });
  const zone = (index: number): string => Fn.element(zones.names, index) as string;
  const leaveWithIt = { replaceTriggeredBy: [`${Vpc.tfResourceType}.${vpc.friendlyUniqueId}.id`] };
  return { vpc, name, region: environment.region, cidr, zone, leaveWithIt };
}

/** The VPC's door to the internet; only subnets whose routes lead to it can use it. */
export function internetGateway(
  scope: Construct,
  { vpc, name, leaveWithIt }: OwnVpc,
): InternetGateway {
  return new InternetGateway(scope, 'internet-gateway', {
    vpcId: vpc.id,
    lifecycle: leaveWithIt,
    tags: { Name: name },
  });
}
