import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy/index.js';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository/index.js';
import { EcrRepositoryPolicy } from '@cdktf/provider-aws/lib/ecr-repository-policy/index.js';
import { Construct } from 'constructs';
import { IMAGES_KEPT, TRANSIENT } from '../environments/model/fixed.ts';
import { arns, jobNames, sharedNames } from '../environments/model/names.ts';
import type { Environment, Place } from '../environments/model/schema.ts';
import { PULL_ACTIONS, policyDocument, type Statement } from './identity.ts';

/** Days that an image without a tag is kept: a run that started with it has long ended. */
const UNTAGGED_DAYS = 7;
/** Days that layers are kept which a newer build has replaced. */
const CACHE_DAYS = 1;
/** More images than one tag pattern will ever match. */
const NEVER_REACHED = 9999;

/** Where an environment's images lie. */
export interface RegistryProps {
  readonly environment: Environment;
}

/**
 * The image repository. Its tags can move, since a run resolves the channel tag anew each
 * time it starts; what must not move is named by digest.
 */
export class Registry extends Construct {
  /** Wait for both: images that nothing expires cost for ever. */
  readonly parts: readonly [EcrRepository, EcrLifecyclePolicy];

  constructor(scope: Construct, id: string, { environment }: RegistryProps) {
    super(scope, id);
    const { image, pulledBy, removalPolicy } = environment;
    const name = sharedNames(environment).repository;
    const repository = new EcrRepository(this, 'repository', {
      name,
      imageTagMutability: 'MUTABLE',
      // Else one that has any image can't be deleted.
      ...(removalPolicy === 'destroy' && { forceDelete: true }),
      imageScanningConfiguration: { scanOnPush: true },
    });
    const expiry = new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: name,
      dependsOn: [repository],
      policy: lifecycle([
        // An image that one rule matches is out of reach of all that follow. A rule's patterns
        // must all match one image, so each has a rule of its own.
        tagged('what environments run by digest', 'pin-*', NEVER_REACHED),
        tagged('what runs start with', image.track, NEVER_REACHED),
        tagged(`the newest ${IMAGES_KEPT} of other commits`, '*', IMAGES_KEPT),
        untagged(UNTAGGED_DAYS),
      ]),
    });
    this.parts = [repository, expiry];
    // Roles of this account need no leave of the repository's: their own policies give it.
    if (pulledBy.length > 0) {
      new EcrRepositoryPolicy(this, 'policy', {
        repository: name,
        dependsOn: [repository],
        policy: policyDocument(pulledBy.map(pull)),
      });
    }
  }
}

/** Layers of earlier builds, apart from the images: what scans and counts those sees no layers. */
export class BuildCache extends Construct {
  readonly parts: readonly [EcrRepository, EcrLifecyclePolicy];

  constructor(scope: Construct, id: string, { repository: name }: { readonly repository: string }) {
    super(scope, id);
    const repository = new EcrRepository(this, 'repository', {
      name,
      imageTagMutability: 'MUTABLE',
      // It holds nothing that a build doesn't make again.
      forceDelete: true,
      tags: TRANSIENT,
    });
    const expiry = new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: name,
      dependsOn: [repository],
      policy: lifecycle([untagged(CACHE_DAYS)]),
    });
    this.parts = [repository, expiry];
  }
}

/** The account as principal, since ECR refuses a policy that names a role which doesn't exist yet. */
function pull(place: Place, index: number): Statement {
  // Of every job: only that environment's apply makes roles below its path.
  const roles = arns(place).role(jobNames(place, '*').executionRole);
  return {
    Sid: `Pull${index}`,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${place.account}:root` },
    Action: PULL_ACTIONS,
    Condition: { ArnLike: { 'aws:PrincipalArn': roles } },
  };
}

interface LifecycleRule {
  readonly description: string;
  readonly selection: Readonly<Record<string, unknown>>;
}

function lifecycle(rules: readonly LifecycleRule[]): string {
  return JSON.stringify({
    rules: rules.map((rule, index) => ({
      rulePriority: index + 1,
      ...rule,
      action: { type: 'expire' },
    })),
  });
}

function tagged(description: string, pattern: string, most: number): LifecycleRule {
  return {
    description,
    selection: {
      tagStatus: 'tagged',
      tagPatternList: [pattern],
      countType: 'imageCountMoreThan',
      countNumber: most,
    },
  };
}

function untagged(days: number): LifecycleRule {
  return {
    description: `images without a tag, ${days} days after their push`,
    selection: {
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countUnit: 'days',
      countNumber: days,
    },
  };
}
