import { parseArn } from '../arn.ts';
import type { Rule } from './rule.ts';

/**
 * S3 encrypts with keys of the bucket's own region alone. Where an existing bucket lies is not
 * known here.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const kmsKey: Rule = {
  id: 'kms-key',
  *check({ data, region }) {
    for (const side of ['input', 'output'] as const) {
      const { bucket, kmsKey: key } = data[side];
      const home = parseArn(key ?? '')?.region;
      if (bucket !== undefined || home === undefined || home === region) continue;
      yield {
        path: ['data', side, 'kmsKey'],
        message: `the key lies in ${home} and the bucket in ${region}: name a key of ${region}`,
      };
    }
  },
  example: {
    yaml: 'data:\n  input:\n    kmsKey: arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555\n',
    at: '3:13',
    message: 'the key lies in us-east-1 and the bucket in eu-central-1: name a key of eu-central-1',
  },
};
