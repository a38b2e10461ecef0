import { alarmUnheard } from './alarm-unheard.ts';
import { bucketRegionGuess } from './bucket-region-guess.ts';
import { endpointReach } from './endpoint-reach.ts';
import { existingBucket } from './existing-bucket.ts';
import { fargateSize } from './fargate-size.ts';
import { foreignBucketRegion } from './foreign-bucket-region.ts';
import { handlerExists } from './handler-exists.ts';
import { handlerOrCommand } from './handler-or-command.ts';
import { iamAction } from './iam-action.ts';
import { iamCondition } from './iam-condition.ts';
import { iamResource } from './iam-resource.ts';
import { imageArchitecture } from './image-architecture.ts';
import { imageDigest } from './image-digest.ts';
import { imageFrom } from './image-from.ts';
import { kmsKey } from './kms-key.ts';
import { missedRunRare } from './missed-run-rare.ts';
import { nameCollision } from './name-collision.ts';
import { nameLength } from './name-length.ts';
import { networkAddresses } from './network-addresses.ts';
import { networkCidr } from './network-cidr.ts';
import { networkExisting } from './network-existing.ts';
import { networkPublicBlock } from './network-public-block.ts';
import { networkZones } from './network-zones.ts';
import { noInterpolation } from './no-interpolation.ts';
import { notBuiltYet } from './not-built-yet.ts';
import { outputsApart } from './outputs-apart.ts';
import { permissionBoundary } from './permission-boundary.ts';
import { permissionWildcard } from './permission-wildcard.ts';
import { pipelineSource } from './pipeline-source.ts';
import { policySize } from './policy-size.ts';
import { principals } from './principals.ts';
import { projectReserved } from './project-reserved.ts';
import { promotionOrder } from './promotion-order.ts';
import { regionKnown } from './region-known.ts';
import { removalPolicy } from './removal-policy.ts';
import { retryBeforeNext } from './retry-before-next.ts';
import { retryWindow } from './retry-window.ts';
import type { Rule } from './rule.ts';
import { scheduleClockChange } from './schedule-clock-change.ts';
import { scheduleForm } from './schedule-form.ts';
import { scheduleNever } from './schedule-never.ts';
import { scheduleShortMonth } from './schedule-short-month.ts';
import { secretArn } from './secret-arn.ts';
import { secretName } from './secret-name.ts';
import { secretSuffix } from './secret-suffix.ts';
import { tags } from './tags.ts';
import { taskDefinitionSize } from './task-definition-size.ts';
import { timeZone } from './time-zone.ts';
import { windowLength } from './window-length.ts';

/** All rules, in the order their problems come where they share a place. */
export const RULES: readonly Rule[] = [
  alarmUnheard,
  bucketRegionGuess,
  endpointReach,
  existingBucket,
  fargateSize,
  foreignBucketRegion,
  handlerExists,
  handlerOrCommand,
  iamAction,
  iamCondition,
  iamResource,
  imageArchitecture,
  imageDigest,
  imageFrom,
  kmsKey,
  missedRunRare,
  nameCollision,
  nameLength,
  networkAddresses,
  networkCidr,
  networkExisting,
  networkPublicBlock,
  networkZones,
  noInterpolation,
  notBuiltYet,
  outputsApart,
  permissionBoundary,
  permissionWildcard,
  pipelineSource,
  policySize,
  principals,
  projectReserved,
  promotionOrder,
  regionKnown,
  removalPolicy,
  retryBeforeNext,
  retryWindow,
  scheduleClockChange,
  scheduleForm,
  scheduleNever,
  scheduleShortMonth,
  secretArn,
  secretName,
  secretSuffix,
  tags,
  taskDefinitionSize,
  timeZone,
  windowLength,
];
