import { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy/index.js';
import { Construct } from 'constructs';
import { arns, taskEventsLogGroup } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { policyDocument } from '../identity.ts';

/** The account and region, and whose environments they are. */
export interface EventLogPolicyProps {
  readonly place: Pick<Environment, 'project' | 'account' | 'region'>;
}

/**
 * Lets EventBridge write the task events of all environments of a project. CloudWatch Logs takes ten
 * such policies in a region and account, others of AWS' services among them, and a policy for a
 * single log group is newer than our provider: so one is for all, and belongs to the bootstrap.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
 */
export class EventLogPolicy extends Construct {
  constructor(scope: Construct, id: string, { place }: EventLogPolicyProps) {
    super(scope, id);
    const all = arns({ ...place, name: '*' });
    const statement = {
      Effect: 'Allow',
      Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
      Resource: `${all.logGroup(taskEventsLogGroup({ ...place, name: '*' }))}:*`,
    } as const;
    new CloudwatchLogResourcePolicy(this, 'policy', {
      policyName: `${place.project}-events`,
      policyDocument: policyDocument([
        // AWS documents no source for this one.
        { ...statement, Sid: 'OpenStream', Action: 'logs:CreateLogStream' },
        {
          ...statement,
          Sid: 'WriteEvents',
          Action: 'logs:PutLogEvents',
          Condition: { ArnLike: { 'aws:SourceArn': all.rule(`${place.project}-*`) } },
        },
      ]),
    });
  }
}
