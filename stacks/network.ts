import { type ITerraformDependable, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import type { Environment } from '../environments/model/schema.ts';
import { endpointsNetwork } from './network/endpoints.ts';
import { existingNetwork } from './network/existing.ts';
import { natNetwork } from './network/nat.ts';
import { publicNetwork } from './network/public.ts';
import type { TaskNetwork } from './network/task-network.ts';

export type { TaskNetwork } from './network/task-network.ts';

type Mode = Environment['network']['mode'];

const KINDS: Readonly<Record<Mode, (scope: Construct, environment: Environment) => TaskNetwork>> = {
  public: publicNetwork,
  endpoints: endpointsNetwork,
  nat: natNetwork,
  existing: existingNetwork,
};

/** Where tasks run. A change of its mode makes the new way first and takes the old one away last. */
export class Network extends Construct implements TaskNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly assignPublicIp: boolean;
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const network = KINDS[environment.network.mode](this, environment);
    this.subnetIds = network.subnetIds;
    this.securityGroupIds = network.securityGroupIds;
    this.assignPublicIp = network.assignPublicIp;
    this.ready = network.ready;
    // Else Terraform destroys what the file no longer says before it updates what used it: the
    // schedules would start tasks in a network that is half gone. The state remembers it.
    for (const part of this.node.findAll()) {
      if (!TerraformResource.isTerraformResource(part)) continue;
      part.lifecycle = { ...part.lifecycle, createBeforeDestroy: true };
    }
  }
}
