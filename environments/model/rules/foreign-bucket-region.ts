import { bucketNames } from '../names.ts';
import type { Environment } from '../schema.ts';
import type { Path } from '../source.ts';
import type { Rule } from './rule.ts';

/** A bucket that an environment names and doesn't make. */
interface Named {
  readonly path: Path;
  readonly bucket: string;
  /** The environment that makes it; undefined if none here does. */
  readonly owner: Environment | undefined;
}

/** Those buckets of an environment to which only S3's gateway endpoint leads. */
export function foreignBuckets(
  { network, data, jobs }: Environment,
  environments: readonly Environment[],
): Named[] {
  if (network.mode !== 'endpoints') return [];
  const kinds = (['input', 'output'] as const).map((kind) => ({
    path: ['data', kind, 'bucket'],
    bucket: data[kind].bucket,
  }));
  const inputs = jobs.map(({ name, input }) => ({
    path: ['jobs', name, 'input'],
    bucket: /^s3:\/\/([^/]+)\//.exec(input)?.[1],
  }));
  return [...kinds, ...inputs].flatMap(({ path, bucket }) => {
    if (bucket === undefined) return [];
    const owner = environments.find((other) => Object.values(bucketNames(other)).includes(bucket));
    return [{ path, bucket, owner }];
  });
}

/**
 * S3's gateway endpoint serves its own region, and without a way to the internet there is no other.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 */
export const foreignBucketRegion: Rule = {
  id: 'foreign-bucket-region',
  *check(environment, { environments }) {
    const { region } = environment;
    for (const { path, bucket, owner } of foreignBuckets(environment, environments)) {
      if (!owner || owner.region === region) continue;
      yield {
        path,
        message: `the bucket ${bucket} of ${owner.name} lies in ${owner.region}, which the endpoints of ${region} don't reach: copy it to a bucket in ${region}, or use another network.mode`,
      };
    }
  },
  example: {
    yaml: 'network: { mode: endpoints }\njobs:\n  flight-delays:\n    input: s3://nightshift-other-input-123456789012-us-east-1/raw/\n',
    others: { 'other.yaml': 'region: us-east-1\n' },
    at: '4:12',
    message:
      "the bucket nightshift-other-input-123456789012-us-east-1 of other lies in us-east-1, which the endpoints of eu-central-1 don't reach: copy it to a bucket in eu-central-1, or use another network.mode",
  },
};
