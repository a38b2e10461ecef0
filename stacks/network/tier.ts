import { Route, type RouteConfig } from '@cdktf/provider-aws/lib/route/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { OwnVpc } from './vpc.ts';

/** The VPC's block is cut into eighths. */
const SUBNET_BITS = 3;
/** Addresses of each kind's own, so that one stands before the other goes; 3 and 7 stay free. */
const FIRST_EIGHTH = { public: 0, private: 4 } as const;

/** Subnets of one kind, one a zone. */
export interface TierProps {
  readonly vpc: OwnVpc;
  /** How many zones it lies in, 1 to 3. */
  readonly zones: number;
}

/** Subnets with one route table, which at first leads nowhere but into the VPC. */
export class Tier extends Construct {
  readonly subnetIds: readonly string[];
  readonly #vpc: OwnVpc;
  readonly #name: string;
  readonly #routeTable: RouteTable;
  readonly #way: ITerraformDependable[] = [];

  constructor(scope: Construct, kind: 'public' | 'private', { vpc, zones }: TierProps) {
    super(scope, kind);
    const vpcId = vpc.vpc.id;
    this.#vpc = vpc;
    this.#name = `${vpc.name}-${kind}`;
    this.#routeTable = new RouteTable(this, 'route-table', { vpcId, tags: { Name: this.#name } });
    this.subnetIds = Array.from({ length: zones }, (_, index) => {
      const number = index + 1;
      const subnet = new Subnet(this, `subnet-${number}`, {
        vpcId,
        cidrBlock: Fn.cidrsubnet(vpc.cidr, SUBNET_BITS, FIRST_EIGHTH[kind] + index),
        availabilityZone: vpc.zone(index),
        // A subnet can't move: where AWS' list of zones changes, it stays in the zone it has.
        lifecycle: { ignoreChanges: ['availability_zone'] },
        tags: { Name: `${this.#name}-${number}` },
      });
      const association = new RouteTableAssociation(this, `route-${number}`, {
        subnetId: subnet.id,
        routeTableId: this.#routeTable.id,
      });
      this.#way.push(association);
      return subnet.id;
    });
  }

  /** All that a packet needs on its way out of these subnets. */
  get way(): readonly ITerraformDependable[] {
    return this.#way;
  }

  /** Lets all go to a gateway that the VPC has no better route for. */
  routeTo(target: Pick<RouteConfig, 'gatewayId' | 'natGatewayId'>): void {
    const route = new Route(this, 'internet', {
      routeTableId: this.#routeTable.id,
      destinationCidrBlock: '0.0.0.0/0',
      ...target,
    });
    this.#way.push(route);
  }

  /**
   * Lets these subnets reach S3 by a gateway endpoint, for nothing. Each tier has one of its own,
   * so that no change of mode takes S3 from the other.
   *
   * @param policy who may call what through it. @default all
   */
  reachS3(policy?: string): void {
    const endpoint = new VpcEndpoint(this, 's3', {
      vpcId: this.#vpc.vpc.id,
      serviceName: `com.amazonaws.${this.#vpc.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [this.#routeTable.id],
      ...(policy && { policy }),
      tags: { Name: `${this.#name}-s3` },
    });
    this.#way.push(endpoint);
  }
}
