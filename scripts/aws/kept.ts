/** Buckets that outlive their environment: let go at destroy, adopted by the next apply. */
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { httpStatus } from '../errors.ts';
import type { Import } from '../terraform/driver.ts';
import { configured } from '../terraform/retain.ts';
import type { Managed } from '../terraform/state.ts';

interface Protected {
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

/** The parts of a bucket that may be missing on one that exists; the others always answer. */
const OPTIONAL_PARTS = {
  aws_s3_bucket_lifecycle_configuration: GetBucketLifecycleConfigurationCommand,
  aws_s3_bucket_ownership_controls: GetBucketOwnershipControlsCommand,
  aws_s3_bucket_policy: GetBucketPolicyCommand,
  aws_s3_bucket_public_access_block: GetPublicAccessBlockCommand,
  aws_s3_bucket_server_side_encryption_configuration: GetBucketEncryptionCommand,
} as const;

/** A bucket, or one of its parts. */
export interface BucketResource {
  readonly address: string;
  readonly type: string;
  readonly bucket: string;
}

/**
 * Finds the buckets of a configuration with all their parts.
 *
 * @param configuration a parsed `cdk.tf.json`.
 * @returns addresses with the bucket's name, the bucket itself before its parts.
 */
function bucketResources(configuration: unknown): BucketResource[] {
  return configured(configuration).flatMap(({ type, address, values: { bucket } }) =>
    type.startsWith('aws_s3_bucket') && typeof bucket === 'string'
      ? [{ address, type, bucket }]
      : [],
  );
}

/** Those of them that are protected: they outlive their environment. */
export function keptResources(configuration: unknown): BucketResource[] {
  const kept = new Set(
    configured(configuration)
      .filter(({ values }) => isProtected(values))
      .map(({ values }) => values['bucket']),
  );
  return bucketResources(configuration).filter(({ bucket }) => kept.has(bucket));
}

/** Addresses of what else is protected: a destroy can neither keep it nor take it away. */
export function protectedResources(configuration: unknown): string[] {
  return configured(configuration)
    .filter(({ type, values }) => type !== 'aws_s3_bucket' && isProtected(values))
    .map(({ address }) => address);
}

function isProtected(values: Managed['values']): boolean {
  return (values as Protected).lifecycle?.prevent_destroy === true;
}

/** Import blocks for buckets that exist, each with the parts that it has. */
export async function importsOf(
  s3: S3Client,
  account: string,
  resources: readonly BucketResource[],
): Promise<Import[]> {
  const imports = resources.map(
    async ({ address, type, bucket }): Promise<Import[]> =>
      (await hasPart(s3, account, bucket, type)) ? [{ to: address, id: bucket }] : [],
  );
  return (await Promise.all(imports)).flat();
}

async function hasPart(
  s3: S3Client,
  account: string,
  Bucket: string,
  type: string,
): Promise<boolean> {
  const Part = OPTIONAL_PARTS[type as keyof typeof OPTIONAL_PARTS];
  if (!Part) return true;
  const command = new Part({ Bucket, ExpectedBucketOwner: account });
  return (await unless([404], s3.send(command as GetBucketPolicyCommand))) !== undefined;
}

/** Undefined for answers of these HTTP statuses. */
async function unless<T>(statuses: readonly number[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const status = httpStatus(error);
    if (status !== undefined && statuses.includes(status)) return undefined;
    throw error;
  }
}
