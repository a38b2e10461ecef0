import { bucketNames } from '../names.ts';
import { ZONES } from '../regions.ts';
import type { Rule, RuleContext } from './rule.ts';

/**
 * S3's gateway endpoint serves its own region, and without a way to the internet there is no
 * other. A bucket's name doesn't say its region, unless it is one of ours or bears it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 */
export const foreignBucketRegion: Rule = {
  id: 'foreign-bucket-region',
  *check({ region, network, data, jobs }, context) {
    if (network.mode !== 'endpoints') return;
    const named = [
      ...(['input', 'output'] as const).map((kind) => ({
        path: ['data', kind, 'bucket'],
        bucket: data[kind].bucket,
      })),
      ...jobs.map(({ name, input }) => ({
        path: ['jobs', name, 'input'],
        bucket: /^s3:\/\/([^/]+)\//.exec(input)?.[1],
      })),
    ];
    for (const { path, bucket } of named) {
      const where = bucket && regionOf(bucket, context);
      if (!where || where === region) continue;
      yield {
        path,
        message: `the bucket ${bucket} lies in ${where}, which the endpoints of ${region} don't reach: copy it to a bucket in ${region}, or use another network.mode`,
      };
    }
  },
  example: {
    yaml: 'network: { mode: endpoints }\njobs:\n  flight-delays:\n    input: s3://flights-us-east-1/raw/\n',
    at: '4:12',
    message:
      "the bucket flights-us-east-1 lies in us-east-1, which the endpoints of eu-central-1 don't reach: copy it to a bucket in eu-central-1, or use another network.mode",
  },
};

function regionOf(bucket: string, { environments }: RuleContext): string | undefined {
  const owner = environments.find((other) => Object.values(bucketNames(other)).includes(bucket));
  return owner?.region ?? Object.keys(ZONES).find((region) => bucket.endsWith(`-${region}`));
}
