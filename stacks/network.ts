import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones/index.js';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { ZONES_WITHOUT_FARGATE } from '../environments/model/regions.ts';

/** A block is cut into quarters, one a zone; the fourth stays free. */
const SUBNET_BITS = 2;

/** Where tasks run. */
export interface NetworkProps {
  /** Value of the `Name` tags. */
  readonly name: string;
  readonly region: string;
  /** IPv4 block of the VPC, /16 to /26. */
  readonly cidr: string;
  /** How many zones a task may start in, 1 to 3. */
  readonly availabilityZones: number;
}

/** What a task needs of a network to start. */
export interface TaskNetwork {
  /** Subnets with a way to ECR, CloudWatch Logs and S3. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Whether a task gets an IPv4 of its own. */
  readonly assignPublicIp: boolean;
  /** What must be there before a task can start. */
  readonly ready: readonly ITerraformDependable[];
}

/**
 * Public subnets that nothing can be reached in: tasks get an address of their own to reach
 * AWS with, the security group lets nothing in and only HTTPS out, and S3's gateway endpoint
 * carries the data for free. Costs nothing while no task runs (docs/adr/0004).
 */
export class Network extends Construct implements TaskNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly assignPublicIp = true;
  readonly ready: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    { name, region, cidr, availabilityZones }: NetworkProps,
  ) {
    super(scope, id);
    const tags = { Name: name };
    const vpc = new Vpc(this, 'vpc', {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags,
    });
    // AWS makes this group with every VPC, open within itself; managed without rules it is shut.
    new DefaultSecurityGroup(this, 'default-security-group', { vpcId: vpc.id, tags });
    const gateway = new InternetGateway(this, 'internet-gateway', { vpcId: vpc.id, tags });
    const routeTable = new RouteTable(this, 'route-table', { vpcId: vpc.id, tags });
    const route = new Route(this, 'internet', {
      routeTableId: routeTable.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    const endpoint = new VpcEndpoint(this, 's3', {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [routeTable.id],
      tags,
    });
    // Zones that every account has: others must be opted into, and a wish for them fails.
    const zones = new DataAwsAvailabilityZones(this, 'zones', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
      excludeZoneIds: [...ZONES_WITHOUT_FARGATE],
    });
    const subnets = Array.from({ length: availabilityZones }, (_, index) => {
      const subnet = new Subnet(this, `subnet-${index + 1}`, {
        vpcId: vpc.id,
        cidrBlock: Fn.cidrsubnet(cidr, SUBNET_BITS, index),
        availabilityZone: Fn.element(zones.names, index) as string,
        tags: { Name: `${name}-public-${index + 1}` },
      });
      const association = new RouteTableAssociation(this, `route-${index + 1}`, {
        subnetId: subnet.id,
        routeTableId: routeTable.id,
      });
      return { id: subnet.id, association };
    });
    this.subnetIds = subnets.map(({ id }) => id);
    const securityGroup = new SecurityGroup(this, 'security-group', {
      name: `${name}-tasks`,
      description: 'Batch tasks: nothing in, HTTPS out',
      vpcId: vpc.id,
      egress: [
        {
          description: 'HTTPS',
          protocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          cidrBlocks: ['0.0.0.0/0'],
        },
      ],
      tags,
    });
    this.securityGroupIds = [securityGroup.id];
    this.ready = [route, endpoint, ...subnets.map(({ association }) => association)];
  }
}
