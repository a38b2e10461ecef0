import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { Construct } from 'constructs';
import { TRANSIENT } from '../environments/model/fixed.ts';
import { policyDocument } from './identity.ts';
import { NOT_PUBLIC, tlsOnly } from './storage.ts';

/** Days that a source archive is kept: a failed build is tried again within them. */
const EXPIRE_DAYS = 7;

/** A pipeline's bucket. */
export interface ArtifactBucketProps {
  /** The bucket's name, unique in the world. */
  readonly bucket: string;
}

/**
 * The bucket by which a pipeline hands the source to the build. It holds copies alone, so it has
 * no versions and goes with the pipeline, with what is in it. CodePipeline encrypts with the key
 * that S3 keeps for the account (`aws/s3`), which costs nothing and needs no permission.
 */
export class ArtifactBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, { bucket: name }: ArtifactBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: name,
      forceDestroy: true,
      tags: TRANSIENT,
    });
    const on = { bucket: name, dependsOn: [this.bucket] };
    const accessBlock = new S3BucketPublicAccessBlock(this, 'public-access-block', {
      ...on,
      ...NOT_PUBLIC,
    });
    new S3BucketPolicy(this, 'policy', {
      bucket: name,
      // S3 refuses two changes of one bucket's access settings at a time.
      dependsOn: [accessBlock],
      policy: policyDocument([tlsOnly(name)]),
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      ...on,
      rule: [
        {
          id: 'clean-up',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: EXPIRE_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
  }
}
