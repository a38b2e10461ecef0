import type { Construct } from 'constructs';
import type { Environment } from '../../environments/model/schema.ts';
import type { TaskNetwork } from './task-network.ts';

/** A network of somebody else's, as the file names it; what it leads to is looked up before a plan. */
export function existingNetwork(_: Construct, { network }: Environment): TaskNetwork {
  const { subnetIds = [], securityGroupIds = [], assignPublicIp = false } = network;
  return { subnetIds, securityGroupIds, assignPublicIp, ready: [] };
}
