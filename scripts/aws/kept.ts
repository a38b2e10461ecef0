/** Buckets that outlive their environment: let go at destroy, adopted by the next apply. */

interface Resource {
  readonly bucket?: string;
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

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
