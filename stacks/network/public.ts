import type { Construct } from 'constructs';
import type { Environment } from '../../environments/model/schema.ts';
import type { TaskNetwork } from './task-network.ts';
import { tasksIn } from './tasks.ts';
import { Tier } from './tier.ts';
import { internetGateway, ownVpc } from './vpc.ts';

/**
 * Public subnets that nothing can be reached in: tasks get an address of their own to reach AWS
 * with. Costs nothing while no task runs (docs/adr/0004).
 */
export function publicNetwork(scope: Construct, environment: Environment): TaskNetwork {
  const vpc = ownVpc(scope, environment);
  const tier = new Tier(scope, 'public', { vpc, zones: environment.network.availabilityZones });
  tier.routeTo({ gatewayId: internetGateway(scope, vpc).id });
  tier.reachS3();
  return { ...tasksIn(scope, { environment, vpc, tier }), assignPublicIp: true };
}
