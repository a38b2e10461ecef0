/** What the role of a job's own code may do. */
import { parseArn } from '../environments/model/arn.ts';
import type { Location } from '../environments/model/location.ts';
import { bucketArn } from '../environments/model/names.ts';
import type { Statement as Permission } from '../environments/model/permissions.ts';
import type { Statement } from './identity.ts';

/** What one job works on. */
export interface TaskPolicyProps {
  readonly job: string;
  readonly input: Location;
  readonly output: Location;
  /** Bucket of the run reports. */
  readonly runsBucket: string;
  /** What the file allows beside that. */
  readonly permissions: readonly Permission[];
}

/** What one job may do: read below its input prefix, write below its output prefix, leave its report. */
export function taskStatements(props: TaskPolicyProps): Statement[] {
  const { job, input, output, runsBucket, permissions } = props;
  return [
    {
      Sid: 'ListInput',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: bucketArn(input.bucket),
      Condition: { StringLike: { 's3:prefix': `${input.prefix}*` } },
    },
    { Sid: 'ReadInput', Effect: 'Allow', Action: 's3:GetObject', Resource: objects(input) },
    ...withKey('DecryptInput', input, ['kms:Decrypt']),
    {
      Sid: 'WriteOutput',
      Effect: 'Allow',
      // Get: a second attempt compares what the first has written.
      Action: ['s3:PutObject', 's3:GetObject'],
      Resource: objects(output),
    },
    ...withKey('EncryptOutput', output, ['kms:Decrypt', 'kms:GenerateDataKey']),
    {
      Sid: 'LeaveReport',
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `${bucketArn(runsBucket)}/${job}/*`,
    },
    ...permissions.map((permission, index) =>
      permissionStatement(`Permissions${index}`, permission),
    ),
  ];
}

/** What a file, or a team's own code, allows. */
export function permissionStatement(
  Sid: string,
  { actions, resources, conditions }: Permission,
): Statement {
  return {
    Sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

const objects = ({ bucket, prefix }: Location): string => `${bucketArn(bucket)}/${prefix}*`;

/**
 * The key of a location's objects, through S3 alone and for nothing else that it encrypts. S3
 * names the bucket where that has a bucket key, else the object.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
function withKey(Sid: string, location: Location, Action: readonly string[]): Statement[] {
  const { kmsKey, bucket } = location;
  if (kmsKey === undefined) return [];
  const context = 'kms:EncryptionContext:aws:s3:arn';
  return [
    {
      Sid,
      Effect: 'Allow',
      Action,
      Resource: kmsKey,
      Condition: {
        StringEquals: { 'kms:ViaService': `s3.${parseArn(kmsKey)?.region}.amazonaws.com` },
        StringLike: { [context]: [bucketArn(bucket), objects(location)] },
      },
    },
  ];
}
