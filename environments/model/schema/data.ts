import * as z from 'zod';
import { text } from './forms.ts';

const days = z.int().min(1).max(3650);

const bucketName = text(
  /^(?!xn--|sthree-|amzn-s3-demo-|[0-9]+(\.[0-9]+){3}$)(?!.*(\.\.|-s3alias$|--ol-s3$|\.mrap$|--x-s3$|--table-s3$))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots, and none that S3 keeps for itself",
);

const keyArn = text(
  /^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/,
  'the ARN of a KMS key such as arn:aws:kms:eu-central-1:123456789012:key/0d1f...',
);

const principals = z.array(z.string()).default([]);

const expireAfterDays = days.optional().meta({
  description: 'Days until objects go; without it they stay.',
  examples: [90, 30],
});

const existingBucket = bucketName.optional().meta({
  description:
    'A bucket that exists already, in the place of one of our own. Nothing of it is managed here.',
  examples: ['team-data', 'other-data'],
});

const kmsKey = keyArn.optional().meta({
  description:
    "KMS key that the bucket's objects are encrypted with. The key's own policy must let in this account, and whoever else writes or reads.",
  examples: [
    'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    'arn:aws:kms:eu-central-1:123456789012:key/66666666-7777-8888-9999-000000000000',
  ],
});

/** The data buckets. */
export const data = z
  .strictObject({
    input: z
      .strictObject({
        expireAfterDays,
        writers: principals.meta({
          description:
            'Roles, users or accounts (ARNs) that may put objects. S3 refuses one that does not exist.',
          examples: [['arn:aws:iam::111122223333:role/producer'], []],
        }),
        bucket: existingBucket,
        kmsKey,
      })
      .prefault({})
      .meta({ description: 'The bucket that jobs read.' }),
    output: z
      .strictObject({
        expireAfterDays,
        readers: principals.meta({
          description:
            'Roles, users or accounts (ARNs) that may list and get objects. S3 refuses one that does not exist.',
          examples: [['arn:aws:iam::111122223333:role/consumer'], []],
        }),
        bucket: existingBucket,
        kmsKey,
      })
      .prefault({})
      .meta({ description: 'The bucket that jobs write.' }),
  })
  .prefault({})
  .meta({ description: 'The data buckets.' });
