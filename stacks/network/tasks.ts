import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Environment } from '../../environments/model/schema.ts';
import type { TaskNetwork } from './task-network.ts';
import type { Tier } from './tier.ts';
import type { OwnVpc } from './vpc.ts';

/** Longest wait for tasks of the old way, below the hour that an apply's credentials last. */
const LAST_TASK = '45m';

/** Tasks in a tier. */
export interface TasksProps {
  readonly environment: Environment;
  readonly vpc: OwnVpc;
  readonly tier: Tier;
  /** What they reach the world by, beside the tier's own routes. @default nothing */
  readonly by?: readonly ITerraformDependable[];
}

/**
 * The tasks' own security group: nothing in, HTTPS out; how far that leads is the routes' to say.
 *
 * The group also keeps a way open while it is used. Each shape of the network has its own, which
 * stands on the whole way out, so what is made for it comes before it and goes after it. And AWS
 * deletes no group that a task still bears: a running task ends before its way is taken apart.
 */
export function tasksIn(
  scope: Construct,
  { environment, vpc, tier, by = [] }: TasksProps,
): Pick<TaskNetwork, 'subnetIds' | 'securityGroupIds' | 'ready'> {
  const { mode, availabilityZones } = environment.network;
  const shape = `tasks-${mode}-${availabilityZones}`;
  const name = `${vpc.name}-${shape}`;
  const group = new SecurityGroup(scope, shape, {
    name,
    description: 'Batch tasks: nothing in, HTTPS out',
    vpcId: vpc.vpc.id,
    egress: [
      {
        description: 'HTTPS',
        protocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        cidrBlocks: ['0.0.0.0/0'],
      },
    ],
    timeouts: { delete: LAST_TASK },
    dependsOn: [...tier.way, ...by],
    tags: { Name: name },
  });
  return { subnetIds: tier.subnetIds, securityGroupIds: [group.id], ready: [group] };
}
