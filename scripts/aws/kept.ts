/** Buckets that outlive their environment: let go at destroy, adopted by the next apply. */
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Import } from '../terraform/driver.ts';

interface Resource {
  readonly bucket?: string;
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

/** The parts of a bucket that may be missing on one that exists; the others always answer. */
const OPTIONAL_PARTS = {
  aws_s3_bucket_lifecycle_configuration: GetBucketLifecycleConfigurationCommand,
  aws_s3_bucket_policy: GetBucketPolicyCommand,
  aws_s3_bucket_public_access_block: GetPublicAccessBlockCommand,
} as const;

/**
 * Finds the protected buckets of a configuration with all their parts.
 *
 * @param configuration a parsed `cdk.tf.json`.
 * @returns addresses with the bucket's name, the bucket itself before its parts.
 */
export function keptResources(
  configuration: unknown,
): { address: string; type: string; bucket: string }[] {
  const { resource } = configuration as { resource: Record<string, Record<string, Resource>> };
  const all = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({
      type,
      address: `${type}.${name}`,
      ...values,
    })),
  );
  const kept = new Set(
    all.filter(({ lifecycle }) => lifecycle?.prevent_destroy).map(({ bucket }) => bucket),
  );
  return all.flatMap(({ type, address, bucket }) =>
    type.startsWith('aws_s3_bucket') && bucket !== undefined && kept.has(bucket)
      ? [{ address, type, bucket }]
      : [],
  );
}

/**
 * Import blocks for kept buckets that exist but aren't in the state, such as after a destroy.
 * A bucket of that name in another account is left alone, and its creation then fails.
 *
 * @param managed addresses in the state.
 */
export async function adoptable(
  s3: S3Client,
  account: string,
  configuration: unknown,
  managed: readonly string[],
): Promise<Import[]> {
  const missing = keptResources(configuration).filter(({ address }) => !managed.includes(address));
  const imports = await Promise.all(
    missing.map(async ({ address, type, bucket }): Promise<Import[]> => {
      const there = await exists(s3, { Bucket: bucket, ExpectedBucketOwner: account }, type);
      return there ? [{ to: address, id: bucket }] : [];
    }),
  );
  return imports.flat();
}

async function exists(
  s3: S3Client,
  place: { Bucket: string; ExpectedBucketOwner: string },
  type: string,
): Promise<boolean> {
  const Part = OPTIONAL_PARTS[type as keyof typeof OPTIONAL_PARTS];
  try {
    await s3.send(Part ? new Part(place) : new HeadBucketCommand(place));
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404 || (status === 403 && !Part)) return false;
    throw error;
  }
}
