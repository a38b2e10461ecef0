import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const PRODUCER = 'arn:aws:iam::111122223333:role/producer';
const CONSUMER = 'arn:aws:iam::444455556666:root';

describe('data buckets', () => {
  const { resource }: Json = configurationOf(
    environmentOf(
      [
        'data:',
        `  input: { writers: ["${PRODUCER}"], kmsKey: "${KEY}" }`,
        `  output: { readers: ["${CONSUMER}", "${PRODUCER}"] }`,
        '',
      ].join('\n'),
    ),
  );
  const statements = (kind: string): Json =>
    JSON.parse(resource.aws_s3_bucket_policy[`data_${kind}_policy`].policy).Statement.slice(1);
  const bucket = (kind: string) => `arn:aws:s3:::nightshift-test-${kind}-123456789012-eu-central-1`;

  test('let writers put and nothing else', () => {
    expect(statements('input')).toEqual([
      {
        Sid: 'Writers',
        Effect: 'Allow',
        Principal: { AWS: [PRODUCER] },
        Action: 's3:PutObject',
        Resource: `${bucket('input')}/*`,
      },
    ]);
  });

  test('let readers list and get and nothing else, of the output alone', () => {
    const Principal = { AWS: [CONSUMER, PRODUCER] };
    expect(statements('output')).toEqual([
      {
        Sid: 'Readers',
        Effect: 'Allow',
        Principal,
        Action: 's3:GetObject',
        Resource: `${bucket('output')}/*`,
      },
      {
        Sid: 'ReadersList',
        Effect: 'Allow',
        Principal,
        Action: 's3:ListBucket',
        Resource: bucket('output'),
      },
    ]);
    expect(statements('runs')).toEqual([]);
  });

  test('own what others put, and take their key', () => {
    expect(resource.aws_s3_bucket_ownership_controls.data_input_ownership.rule).toEqual({
      object_ownership: 'BucketOwnerEnforced',
    });
    const encryption = (kind: string): Json =>
      resource.aws_s3_bucket_server_side_encryption_configuration[`data_${kind}_encryption`].rule;
    expect(encryption('input')).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: 'aws:kms',
          kms_master_key_id: KEY,
        },
        bucket_key_enabled: true,
      },
    ]);
    expect(encryption('runs')[0].apply_server_side_encryption_by_default.sse_algorithm).toBe(
      'AES256',
    );
  });
});

describe('an existing bucket in the place of one of ours', () => {
  const { resource }: Json = configurationOf(
    environmentOf(
      'data: { input: { bucket: team-data, expireAfterDays: null }, output: { bucket: team-results, expireAfterDays: null } }\n',
    ),
  );

  test('is not managed, and is what the job reads and writes', () => {
    expect(Object.keys(resource.aws_s3_bucket)).toEqual(['data_runs_bucket']);
    expect(Object.keys(resource.aws_s3_bucket_policy)).toEqual(['data_runs_policy']);
    const [definition]: Json = Object.values(resource.aws_ecs_task_definition);
    expect(JSON.parse(definition.container_definitions)[0].environment).toEqual(
      expect.arrayContaining([
        { name: 'NIGHTSHIFT_INPUT', value: 's3://team-data/incoming/' },
        { name: 'NIGHTSHIFT_OUTPUT', value: 's3://team-results/delays/{run}/' },
      ]),
    );
    const policy = resource.aws_iam_role_policy['jobs_flight-delays_task-role_policy'].policy;
    expect(policy).toContain('arn:aws:s3:::team-data/incoming/*');
    expect(policy).toContain('arn:aws:s3:::team-results/delays/*');
    expect(policy).not.toMatch(/nightshift-test-(in|out)put/);
  });
});
