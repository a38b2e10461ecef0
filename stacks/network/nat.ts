import { Eip } from '@cdktf/provider-aws/lib/eip/index.js';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js';
import type { Construct } from 'constructs';
import type { Environment } from '../../environments/model/schema.ts';
import type { TaskNetwork } from './task-network.ts';
import { tasksIn } from './tasks.ts';
import { Tier } from './tier.ts';
import { internetGateway, type OwnVpc, ownVpc } from './vpc.ts';

/**
 * Private subnets whose way out is one NAT gateway, for all zones: a second costs as much again,
 * and a batch job that an outage of one zone stops runs once it is over.
 */
export function natNetwork(scope: Construct, environment: Environment): TaskNetwork {
  const vpc = ownVpc(scope, environment);
  const tier = new Tier(scope, 'private', { vpc, zones: environment.network.availabilityZones });
  tier.routeTo({ natGatewayId: natGateway(scope, vpc).id });
  tier.reachS3();
  return { ...tasksIn(scope, { environment, vpc, tier }), assignPublicIp: false };
}

/** The gateway, in a public subnet of its own. */
function natGateway(scope: Construct, vpc: OwnVpc): NatGateway {
  const edge = new Tier(scope, 'public', { vpc, zones: 1 });
  edge.routeTo({ gatewayId: internetGateway(scope, vpc).id });
  const address = new Eip(scope, 'nat-address', {
    domain: 'vpc',
    lifecycle: vpc.leaveWithIt,
    tags: { Name: `${vpc.name}-nat` },
  });
  return new NatGateway(scope, 'nat-gateway', {
    allocationId: address.allocationId,
    subnetId: edge.subnetIds[0] ?? '',
    dependsOn: [...edge.way],
    tags: { Name: vpc.name },
  });
}
