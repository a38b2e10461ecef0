import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy/index.js';
import { Construct } from 'constructs';
import { boundaryDocument } from '../environments/model/boundary.ts';
import { BOOTSTRAP_STATE_KEY, sharedNames, stateBucket } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { AwsStack } from './aws-stack.ts';
import { EventLogPolicy } from './monitoring/event-log-policy.ts';
import { DataBucket } from './storage.ts';

/** Days that replaced states stay: as long as somebody may notice late that one was wrong. */
const OLD_STATE_DAYS = 90;

/**
 * What must be there before an environment can be: the bucket of the states, for each environment
 * the boundary of its roles, and the leave for EventBridge to keep task events in logs. An
 * administrator applies it; environments can't change it, or they could widen what they may do
 * (docs/adr/0011).
 */
export class BootstrapStack extends AwsStack {
  /**
   * @param environments all that share one state bucket, at least one.
   */
  constructor(scope: Construct, environments: readonly [Environment, ...Environment[]]) {
    const [place] = environments;
    super(scope, 'bootstrap', {
      place,
      stateKey: BOOTSTRAP_STATE_KEY,
      tags: { project: place.project, managedBy: 'nightshift' },
    });
    new DataBucket(this, 'state', {
      bucket: stateBucket(place),
      noncurrentDays: OLD_STATE_DAYS,
    });
    new EventLogPolicy(this, 'task-events', { place });
    const boundaries = new Construct(this, 'boundaries');
    for (const environment of environments) {
      const { boundary, rolePath } = sharedNames(environment);
      new IamPolicy(boundaries, environment.name, {
        name: boundary,
        path: rolePath,
        description: `The most that roles of ${environment.name} may do, whatever their own policies say`,
        policy: boundaryDocument(environment),
        // IAM changes no description: another one, as of a policy that was there already, would
        // replace the policy, which roles need all the time.
        lifecycle: { ignoreChanges: ['description'] },
      });
    }
  }
}
