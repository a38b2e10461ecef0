import { describe, expect, test } from '@jest/globals';
import { TRANSIENT } from '../../environments/model/fixed.ts';
import { configurationOf } from '../../stacks/app.ts';
import { environmentOf } from '../../tests/support/environment.ts';
import { InputError } from '../errors.ts';
import { configured, leaving, refuseLoss } from './retain.ts';

const resources = (yaml: string) => configured(configurationOf(environmentOf(yaml)));
const TWO = 'jobs: { other: { input: x/, output: y/ } }\n';

describe('data that the files no longer name', () => {
  test('leaves with its settings, and nothing else', () => {
    const bucket = leaving(
      resources(''),
      resources('data: { input: { bucket: theirs, expireAfterDays: null } }\n'),
    );

    expect(bucket.map(({ address }) => address).sort()).toEqual([
      'aws_s3_bucket.data_input_bucket',
      'aws_s3_bucket_lifecycle_configuration.data_input_lifecycle',
      'aws_s3_bucket_ownership_controls.data_input_ownership',
      'aws_s3_bucket_policy.data_input_policy',
      'aws_s3_bucket_public_access_block.data_input_public-access-block',
      'aws_s3_bucket_server_side_encryption_configuration.data_input_encryption',
      'aws_s3_bucket_versioning.data_input_versioning',
    ]);
  });

  test('is the log of a job that goes, without its schedule, role and queue', () => {
    expect(leaving(resources(TWO), resources('')).map(({ address }) => address)).toEqual([
      'aws_cloudwatch_log_group.jobs_other_log-group',
    ]);
  });

  test('is not a setting whose bucket stays', () => {
    const without = resources('').filter(({ type }) => type !== 'aws_s3_bucket_policy');

    expect(leaving(resources(''), without)).toEqual([]);
  });

  test('is the mirror and the log of a pipeline that goes, and no copy that it worked on', () => {
    const built = resources('pipeline: { source: { kind: codecommit } }\n');

    expect(leaving(built, resources('')).map(({ address }) => address)).toEqual([
      'aws_codecommit_repository.pipeline_source_repository',
      'aws_cloudwatch_log_group.pipeline_log-group',
    ]);
  });
});

describe('a plan', () => {
  const planned = (type: string, actions: string[], before: Record<string, unknown>) => ({
    resource_changes: [{ address: `${type}.x`, type, change: { actions, before } }],
  });
  const locate = () => ({ file: 'environments/dev.yaml', line: 7, column: 3 });
  const LOG = { name: '/nightshift/dev/x' };
  const BUCKET = { bucket: 'data' };

  test.each([
    ['replaces', ['delete', 'create'], 'replaced'],
    ['replaces, the new one first,', ['create', 'delete'], 'replaced'],
    ['destroys', ['delete'], 'destroyed'],
  ])('that %s data is refused with its line', (_, actions, lost) => {
    const refused = () =>
      refuseLoss(planned('aws_cloudwatch_log_group', actions, LOG), 'retain', locate);

    expect(refused).toThrow(InputError);
    expect(refused).toThrow(
      `environments/dev.yaml:7:3: the log group /nightshift/dev/x would be ${lost}, and its content lost: leave what makes AWS need a new one as it is, or apply removalPolicy: destroy first`,
    );
  });

  test.each([
    ['updates data', planned('aws_cloudwatch_log_group', ['update'], LOG)],
    ['lets go of data', planned('aws_s3_bucket', ['forget'], BUCKET)],
    ['replaces what holds none', planned('aws_security_group', ['delete', 'create'], {})],
    ['destroys copies', planned('aws_s3_bucket', ['delete'], { ...BUCKET, tags: TRANSIENT })],
  ])('that %s passes', (_, plan) => {
    expect(() => refuseLoss(plan, 'retain', locate)).not.toThrow();
  });

  test('that destroys data is refused though an earlier flag lets AWS empty it', () => {
    const emptied = planned('aws_s3_bucket', ['delete'], { ...BUCKET, force_destroy: true });

    expect(() => refuseLoss(emptied, 'retain', locate)).toThrow('its content lost');
  });

  test('that destroys data by the flag needs the flag applied before, where AWS needs it empty', () => {
    const destroys = (type: string, before: Record<string, unknown>) => () =>
      refuseLoss(planned(type, ['delete'], before), 'destroy', locate);

    expect(destroys('aws_cloudwatch_log_group', LOG)).not.toThrow();
    expect(destroys('aws_s3_bucket', { ...BUCKET, force_destroy: true })).not.toThrow();
    expect(destroys('aws_s3_bucket', { ...BUCKET, force_destroy: false })).toThrow(
      'environments/dev.yaml:7:3: the bucket data may not be emptied yet: apply removalPolicy: destroy first, then the removal',
    );
    expect(destroys('aws_ecr_repository', { name: 'x', force_delete: null })).toThrow(
      'the image repository x may not be emptied yet',
    );
  });
});
