import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../environments/model/schema.ts';

/** Days that an image without a tag is kept: a run that started with it has long ended. */
const UNTAGGED_DAYS = 7;

/** Where the job's images lie. */
export interface RegistryProps {
  readonly repository: string;
  /** With `destroy` it goes with its images; else one that has any can't be deleted. */
  readonly removalPolicy: Environment['removalPolicy'];
}

/**
 * The image repository. Its tags can move, since a run resolves the channel tag anew each
 * time it starts; what must not move is named by digest.
 */
export class Registry extends Construct {
  constructor(scope: Construct, id: string, { repository: name, removalPolicy }: RegistryProps) {
    super(scope, id);
    const repository = new EcrRepository(this, 'repository', {
      name,
      imageTagMutability: 'MUTABLE',
      ...(removalPolicy === 'destroy' && { forceDelete: true }),
      imageScanningConfiguration: { scanOnPush: true },
    });
    new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: name,
      dependsOn: [repository],
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `images without a tag, ${UNTAGGED_DAYS} days after their push`,
            selection: {
              tagStatus: 'untagged',
              countType: 'sinceImagePushed',
              countUnit: 'days',
              countNumber: UNTAGGED_DAYS,
            },
            action: { type: 'expire' },
          },
        ],
      }),
    });
  }
}
