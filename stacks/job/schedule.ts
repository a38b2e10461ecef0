import { createHash } from 'node:crypto';
import { seconds } from '../../environments/model/duration.ts';
import { arns, taskGroups } from '../../environments/model/names.ts';
import type { Job } from '../../environments/model/schema.ts';
import { CONTAINER_NAME, VARIABLES } from '../../job/contract.ts';
import type { JobProps } from '../job.ts';

/** EventBridge Scheduler puts the time it meant in the place of this text. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** The call that the scheduler makes; a universal target wants the API's names in PascalCase. */
export function runTaskInput({ environment, job, network }: JobProps) {
  const all = arns(environment);
  return {
    Cluster: all.cluster,
    // Without a revision: the newest starts, so a new one needs no change here.
    TaskDefinition: all.familyNewest(job.name),
    // ECS takes one or the other.
    ...(job.spot
      ? { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] }
      : { LaunchType: 'FARGATE' }),
    Group: taskGroups(job.name).first,
    PropagateTags: 'TASK_DEFINITION',
    // Repeated calls for one time start one task: ECS keeps the token for 24 hours.
    ClientToken: `${shortHash(all.familyNewest(job.name))}-${SCHEDULED_TIME}`,
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: network.subnetIds,
        SecurityGroups: network.securityGroupIds,
        AssignPublicIp: network.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    Overrides: {
      ContainerOverrides: [
        {
          Name: CONTAINER_NAME,
          // The first: notices name the run by it.
          Environment: [{ Name: VARIABLES.scheduledTime, Value: SCHEDULED_TIME }],
        },
      ],
    },
  };
}

/** A minute of its own choice within `window`, if there is one. */
export function flexibleWindow({ window }: Job) {
  const minutes = seconds(window) / 60;
  return minutes === 0 ? { mode: 'OFF' } : { mode: 'FLEXIBLE', maximumWindowInMinutes: minutes };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
