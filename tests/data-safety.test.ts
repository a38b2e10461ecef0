/** Data on the embedded AWS: what outlives the lines that named it, comes back, and goes when told. */
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutImageCommand } from '@aws-sdk/client-ecr';
import { HeadBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bucketNames, stateBucket } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { applyCommand } from '../scripts/commands/apply.ts';
import { destroyCommand } from '../scripts/commands/destroy.ts';
import { planCommand } from '../scripts/commands/plan.ts';
import { startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const BUCKETS = bucketNames(DEV);
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const TEAM = 'arn:aws:iam::123456789012:root';
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf';

const INPUT = 'input: { expireAfterDays: 14 }';
const OURS = `input: { expireAfterDays: 14, writers: ["${TEAM}"], kmsKey: "${KEY}" }`;
const THEIRS = 'input: { expireAfterDays: null, bucket: team-data }';
const SECOND = [
  '    schedule: none',
  '  second:',
  '    handler: flight-delays',
  '    input: s3://team-data/second/',
  '    output: second/',
  `    secrets: { API_KEY: "${SECRET}:key::" }`,
  '    permissions:',
  '      - actions: [dynamodb:GetItem]',
  '        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]',
  '        conditions: { StringEquals: { "aws:ResourceTag/team": batch } }',
].join('\n');

describe('data', () => {
  let world: TestWorld;
  const aws = () => connect(DEV.region);
  const printed = (): string => world.terminal.printed.join('\n');
  const apply = () => applyCommand(world.context, { environment: 'dev' });
  const plan = () => planCommand(world.context, { environment: 'dev' });
  const logGroups = async (): Promise<(string | undefined)[]> => {
    const { logGroups: groups = [] } = await aws().logs.send(new DescribeLogGroupsCommand({}));
    return groups.map(({ logGroupName }) => logGroupName);
  };

  beforeAll(async () => {
    world = await startWorld();
    await world.edit('dev.yaml', INPUT, OURS);
    await world.edit('dev.yaml', '    schedule: none', SECOND);
    await apply();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.terminal.printed.length = 0;
  });

  test('with keys, writers, secrets and conditions is planned again without a change', async () => {
    await plan();

    expect(printed()).toMatch(/^plan of dev: no changes\b/);
  });

  test('that the file no longer names stays, and the plan says so first', async () => {
    await aws().s3.send(new PutObjectCommand({ Bucket: BUCKETS.input, Key: 'x', Body: 'x' }));
    await world.edit('dev.yaml', OURS, THEIRS);
    await world.edit('dev.yaml', SECOND, '    schedule: none');
    await apply();

    const [headline, ...lines] = printed().split('\n');
    expect(headline).toMatch(/^plan of dev: .*destroys \d+, forgets 8\b/);
    expect(lines.slice(0, 3).sort()).toEqual([
      `  ! keeps bucket ${BUCKETS.input} with its content: no longer managed`,
      '  ! keeps log group /nightshift/dev/second with its content: no longer managed',
      expect.stringMatching(/^Risk medium: /),
    ]);
    await aws().s3.send(new HeadBucketCommand({ Bucket: BUCKETS.input }));
    expect(await logGroups()).toContain('/nightshift/dev/second');
    world.terminal.printed.length = 0;
    await plan();
    expect(printed()).toMatch(/^plan of dev: no changes\b/);
  });

  test('that the file names again is adopted', async () => {
    await world.edit('dev.yaml', THEIRS, OURS);
    await world.edit('dev.yaml', '    schedule: none', SECOND);
    await apply();

    expect(printed()).toMatch(/^plan of dev: creates \d+, imports 9, /);
    world.terminal.printed.length = 0;
    await plan();
    expect(printed()).toMatch(/^plan of dev: no changes\b/);
  });

  test('may go only once the flag is applied', async () => {
    await world.edit('dev.yaml', 'data:', 'removalPolicy: destroy\ndata:');
    await world.edit('dev.yaml', OURS, THEIRS);

    await expect(plan()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(
        `the bucket ${BUCKETS.input} may not be emptied yet: apply removalPolicy: destroy first, then the removal`,
      ),
    });
    await expect(destroyCommand(world.context, { environment: 'dev' })).rejects.toMatchObject({
      exitCode: 2,
    });
    await aws().s3.send(new HeadBucketCommand({ Bucket: BUCKETS.input }));
  });

  test('of an environment to throw away goes with it', async () => {
    await world.edit('dev.yaml', THEIRS, OURS);
    await apply();
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: {}, layers: [] });
    await aws().ecr.send(
      new PutImageCommand({ repositoryName: 'nightshift-dev', imageManifest, imageTag: 'main' }),
    );

    await destroyCommand(world.context, { environment: 'dev' });

    expect(printed()).not.toContain('kept:');
    expect(await logGroups()).toEqual([]);
    const { Buckets = [] } = await aws().s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual([stateBucket(DEV)]);
  });
});
