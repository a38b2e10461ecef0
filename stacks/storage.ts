import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import {
  S3BucketServerSideEncryptionConfigurationA,
  type S3BucketServerSideEncryptionConfigurationRuleA,
} from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { Construct } from 'constructs';
import { NONCURRENT_DAYS } from '../environments/model/fixed.ts';
import { bucketArn } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { policyDocument, type Statement } from './identity.ts';

/** Days until the parts of an upload that never ended are dropped; they cost like objects. */
const INCOMPLETE_UPLOAD_DAYS = 3;

/** Shuts a bucket to the public, whatever its policy or an object's says. */
export const NOT_PUBLIC = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
} as const;

/** What a bucket is to be. */
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
  /**
   * KMS key that objects are encrypted with.
   *
   * @default - S3's own keys, which cost nothing
   */
  readonly kmsKey?: string | undefined;
  /**
   * Whether the bucket outlives what names it.
   *
   * @default 'retain': a plan that would destroy it fails
   */
  readonly removalPolicy?: Environment['removalPolicy'];
  /** ARNs of roles, users and accounts that may put objects. @default none */
  readonly writers?: readonly string[];
  /** ARNs of roles, users and accounts that may list and get objects. @default none */
  readonly readers?: readonly string[];
}

/**
 * One bucket for data: versioned, encrypted, shut to the public, reachable by TLS alone, and the
 * owner of all that lies in it, whoever has put it there. Unless told otherwise, a plan that would
 * destroy it fails, and `destroy` leaves it.
 */
export class DataBucket extends Construct {
  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const { bucket: name } = props;
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: name,
      ...(props.removalPolicy === 'destroy'
        ? { forceDestroy: true }
        : { lifecycle: { preventDestroy: true } }),
    });
    // The name comes from the configuration, so what follows is known at plan time.
    const on = { bucket: name, dependsOn: [bucket] };
    new S3BucketVersioningA(this, 'versioning', {
      ...on,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      ...on,
      rule: [encryption(props)],
    });
    const accessBlock = new S3BucketPublicAccessBlock(this, 'public-access-block', {
      ...on,
      ...NOT_PUBLIC,
    });
    // S3 refuses two changes of one bucket's access settings at a time: one after the other.
    const ownership = new S3BucketOwnershipControls(this, 'ownership', {
      bucket: name,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
      dependsOn: [accessBlock],
    });
    new S3BucketPolicy(this, 'policy', {
      bucket: name,
      policy: policyDocument(bucketStatements(props)),
      dependsOn: [ownership],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', { ...on, rule: rules(props) });
  }
}

/** A bucket key asks KMS once for many objects: most of what a key costs. */
function encryption({ kmsKey }: DataBucketProps): S3BucketServerSideEncryptionConfigurationRuleA {
  if (kmsKey === undefined)
    return { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKey },
    bucketKeyEnabled: true,
  };
}

function bucketStatements({ bucket, writers, readers }: DataBucketProps): Statement[] {
  const [itself, objects] = [bucketArn(bucket), `${bucketArn(bucket)}/*`];
  return [
    tlsOnly(bucket),
    ...allow('Writers', writers, 's3:PutObject', objects),
    ...allow('Readers', readers, 's3:GetObject', objects),
    ...allow('ReadersList', readers, 's3:ListBucket', itself),
  ];
}

/** Refuses whatever comes in the clear. */
export function tlsOnly(bucket: string): Statement {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** Nothing for nobody: a statement without a principal is no policy. */
function allow(
  Sid: string,
  principals: readonly string[] = [],
  Action: string,
  Resource: string,
): Statement[] {
  if (principals.length === 0) return [];
  return [{ Sid, Effect: 'Allow', Principal: { AWS: principals }, Action, Resource }];
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
