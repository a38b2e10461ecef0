/** The mends of scripts/emulator/moto.py, seen from where they matter: a real Terraform. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readShown } from '../scripts/review/read.ts';
import { countChanges, sayCountsOf } from '../scripts/review/verdict.ts';
import { Terraform } from '../scripts/terraform/driver.ts';
import { ROOT, startWorld, type TestWorld } from './support/world.ts';

const CONFIGURATION = readFileSync(
  join(import.meta.dirname, '__fixtures__', 'mended-kinds.tf.json'),
  'utf8',
);

describe('the embedded AWS', () => {
  let world: TestWorld;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  describe('takes the kinds of resource that moto alone does not', () => {
    const open = (configuration: string): Promise<Terraform> =>
      Terraform.open({
        binary: { name: 'terraform', version: '1' },
        folder: join(world.context.paths.home, 'kinds'),
        cache: world.context.paths.cache,
        configuration,
        lockFile: join(ROOT, '.terraform.lock.hcl'),
        locate: () => undefined,
        env: world.context.env,
      });

    async function planned(terraform: Terraform, options = {}): Promise<string> {
      await terraform.plan(options);
      const { changes } = readShown(await terraform.show());
      return sayCountsOf(countChanges(changes), 'to do');
    }

    async function applied(configuration: string, options = {}): Promise<string> {
      const terraform = await open(configuration);
      const changes = await planned(terraform, options);
      await terraform.apply(() => undefined);
      return changes;
    }

    const changed = CONFIGURATION.replaceAll('"first"', '"second"').replace(
      '"PUSH"',
      '"PULL_REQUEST_MERGED"',
    );

    test('made', async () => {
      expect(await applied(CONFIGURATION)).toBe('12 to create');
      expect(await planned(await open(CONFIGURATION))).toBe('no changes');
    });

    test('changed, with their tags', async () => {
      expect(await applied(changed)).toBe('11 to change');
      expect(await planned(await open(changed))).toBe('no changes');
    });

    test('destroyed', async () => {
      expect(await applied(changed, { destroy: true })).toBe('12 to destroy');
      const { projects } = await new CodeBuildClient().send(new ListProjectsCommand({}));
      expect(projects).toEqual([]);
    });
  });

  test('does a call once, though its answer was lost and it is sent again', async () => {
    const create = (invocation: string) =>
      fetch(process.env['AWS_ENDPOINT_URL'] ?? '', {
        method: 'POST',
        headers: {
          authorization:
            'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
          'content-type': 'application/x-www-form-urlencoded',
          'amz-sdk-invocation-id': invocation,
        },
        body: 'Action=CreateUser&Version=2010-05-08&UserName=once',
      });

    const [first, again, other] = [await create('1'), await create('1'), await create('2')];

    expect([first.status, again.status, other.status]).toEqual([200, 200, 409]);
    expect(await again.text()).toBe(await first.text());
  });

  test('lets one of many conditional writes win', async () => {
    const s3 = new S3Client({ region: 'us-east-1' });
    await s3.send(new CreateBucketCommand({ Bucket: 'race' }));

    for (let round = 0; round < 5; round++) {
      const put = (_: unknown, index: number) =>
        s3.send(
          new PutObjectCommand({
            Bucket: 'race',
            Key: `${round}`,
            Body: `${index}`,
            IfNoneMatch: '*',
          }),
        );
      const results = await Promise.allSettled(Array.from({ length: 16 }, put));

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });
});
