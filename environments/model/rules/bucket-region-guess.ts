import { ZONES } from '../regions.ts';
import { foreignBuckets } from './foreign-bucket-region.ts';
import type { Rule } from './rule.ts';

/** A bucket's name doesn't say where it lies, but many bear their region. */
export const bucketRegionGuess: Rule = {
  id: 'bucket-region-guess',
  severity: 'warning',
  *check(environment, { environments }) {
    const { region } = environment;
    for (const { path, bucket, owner } of foreignBuckets(environment, environments)) {
      const named = Object.keys(ZONES).find((one) => bucket.endsWith(`-${one}`));
      if (owner || !named || named === region) continue;
      yield {
        path,
        message: `the bucket ${bucket} seems to lie in ${named}, which the endpoints of ${region} don't reach: look, and copy it if so`,
      };
    }
  },
  example: {
    yaml: 'network: { mode: endpoints }\njobs:\n  flight-delays:\n    input: s3://flights-us-east-1/raw/\n',
    at: '4:12',
    message:
      "the bucket flights-us-east-1 seems to lie in us-east-1, which the endpoints of eu-central-1 don't reach: look, and copy it if so",
  },
};
