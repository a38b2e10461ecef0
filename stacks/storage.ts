import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { Construct } from 'constructs';
import { NONCURRENT_DAYS } from '../environments/model/fixed.ts';
import { bucketArn } from '../environments/model/names.ts';
import { policyDocument } from './identity.ts';

/** Days until the parts of an upload that never ended are dropped; they cost like objects. */
const INCOMPLETE_UPLOAD_DAYS = 3;

/** A bucket that outlives its environment. */
export interface DataBucketProps {
  /** The bucket's name, unique in the world. */
  readonly bucket: string;
  /**
   * Days until objects go.
   *
   * @default - they stay
   */
  readonly expireAfterDays?: number | undefined;
  /**
   * Days that a replaced or deleted object can still be brought back.
   *
   * @default 30
   */
  readonly noncurrentDays?: number;
}

/**
 * One bucket for data: versioned, encrypted with S3's own keys (free), shut to the public,
 * reachable by TLS alone. A plan that would destroy it fails, and `destroy` leaves it.
 */
export class DataBucket extends Construct {
  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const { bucket: name } = props;
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: name,
      lifecycle: { preventDestroy: true },
    });
    // The name comes from the configuration, so what follows is known at plan time.
    const on = { bucket: name, dependsOn: [bucket] };
    new S3BucketVersioningA(this, 'versioning', {
      ...on,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      ...on,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const accessBlock = new S3BucketPublicAccessBlock(this, 'public-access-block', {
      ...on,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketPolicy(this, 'policy', {
      bucket: name,
      // S3 refuses two changes of one bucket's access settings at a time.
      dependsOn: [accessBlock],
      policy: policyDocument([
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucketArn(name), `${bucketArn(name)}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', { ...on, rule: rules(props) });
  }
}

function rules({
  expireAfterDays,
  noncurrentDays = NONCURRENT_DAYS,
}: DataBucketProps): S3BucketLifecycleConfigurationRule[] {
  const everything = { status: 'Enabled', filter: [{ prefix: '' }] };
  const rule: S3BucketLifecycleConfigurationRule = {
    ...everything,
    id: 'clean-up',
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: INCOMPLETE_UPLOAD_DAYS }],
    // On a versioned bucket an expiry only hides an object; this is what removes it.
    noncurrentVersionExpiration: [{ noncurrentDays }],
  };
  if (expireAfterDays === undefined) return [rule];
  return [
    { ...rule, expiration: [{ days: expireAfterDays }] },
    // S3 takes this and a number of days only in two rules.
    { ...everything, id: 'delete-markers', expiration: [{ expiredObjectDeleteMarker: true }] },
  ];
}
