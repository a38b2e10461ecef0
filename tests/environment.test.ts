/** The life of an environment on the embedded AWS, from the first apply over a destroy to the next. */
import { CreateLogGroupCommand, TagResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutImageCommand } from '@aws-sdk/client-ecr';
import { ListTaskDefinitionsCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  arns,
  bucketNames,
  jobNames,
  logGroupName as logGroupNameOf,
} from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { applyCommand } from '../scripts/commands/apply.ts';
import { costCommand } from '../scripts/commands/cost.ts';
import { destroyCommand } from '../scripts/commands/destroy.ts';
import { makePlan, planCommand, reviewOf } from '../scripts/commands/plan.ts';
import { prepare } from '../scripts/commands/prepare.ts';
import { runCommand } from '../scripts/commands/run.ts';
import { UNKNOWN } from '../scripts/review/plan.ts';
import { inventory } from './support/inventory.ts';
import { startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const BUCKETS = bucketNames(DEV);
const CSV = 'date,delay,distance,origin,destination\n2001/01/01 08:47,15,1609,SJC,IAH\n';

describe('an environment', () => {
  let world: TestWorld;
  let before: Record<string, number>;
  const aws = () => connect(DEV.region);
  const printed = (): string => world.terminal.printed.join('\n');

  beforeAll(async () => {
    world = await startWorld();
    before = await inventory(DEV.region);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.terminal.printed.length = 0;
  });

  test('that meets something in its way says what and from which line, and goes on from there', async () => {
    const { logs } = aws();
    const logGroupName = logGroupNameOf(DEV, 'flight-delays');
    await logs.send(new CreateLogGroupCommand({ logGroupName }));

    const failed = applyCommand(world.context, { environment: 'dev' });
    await expect(failed).rejects.toThrow(
      /terraform apply failed:[\s\S]*ResourceAlreadyExists[\s\S]*at aws_cloudwatch_log_group\.jobs_flight-delays_log-group, from \S+dev\.yaml:8\narn:aws:logs:\S+ exists already[\s\S]*import \{ to = aws_cloudwatch_log_group\S+, id = "\/nightshift\/dev\/flight-delays" \}[\s\S]*tag-resources[\s\S]*resources changed before that, and are kept/,
    );
    // The remedy: tags say whose it is.
    const resourceArn = `arn:aws:logs:${DEV.region}:${DEV.account}:log-group:${logGroupName}`;
    const tags = { project: DEV.project, environment: DEV.name };
    await logs.send(new TagResourceCommand({ resourceArn, tags }));
    world.terminal.printed.length = 0;
    await applyCommand(world.context, { environment: 'dev' });

    // The group gets its other tags and its retention; the others waited for it.
    expect(printed()).toMatch(
      /^plan of dev: creates 2, imports 1, changes 1, replaces 0, destroys 0\b/,
    );
    expect(printed()).toMatch(/applied in [\d.]+ s: 2 created, 1 imported, 1 changed$/);
  });

  test('planned again has no change', async () => {
    await planCommand(world.context, { environment: 'dev' });

    expect(printed()).toMatch(/^plan of dev: no changes\b/);
  });

  test('has a deployed schedule whose input holds the literal scheduled time', async () => {
    const { family: GroupName } = jobNames(DEV, 'flight-delays');
    const schedule = await aws().scheduler.send(
      new GetScheduleCommand({ GroupName, Name: 'flight-delays' }),
    );

    expect(schedule.Target?.Input).toContain('"<aws.scheduler.scheduled-time>"');
    expect(JSON.parse(schedule.Target?.Input ?? '')).toMatchObject({
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: [expect.stringMatching(/^subnet-/), expect.stringMatching(/^subnet-/)],
        },
      },
    });
  });

  test('given more memory has one changed resource, of which only computed attributes are unknown', async () => {
    await world.edit('dev.yaml', 'schedule: none', 'schedule: none\n    memory: 1024');

    const { made, shown } = await prepare(world.context, 'dev', async (prepared) => ({
      made: reviewOf(prepared, await makePlan(prepared), {}),
      shown: await prepared.terraform.show(),
    }));
    const plan = shown as {
      resource_changes: {
        address: string;
        change: { actions: string[]; after_unknown: Record<string, unknown> };
      }[];
    };

    expect(made).toMatchObject({
      counts: { change: 1, revision: 1, replace: 0 },
      proofs: [
        { change: { address: 'aws_ecs_task_definition.jobs_flight-delays_task-definition' } },
      ],
    });
    expect(made.proofs[0]?.fields.filter(({ after }) => after !== UNKNOWN)).toEqual([
      { path: ['memory'], before: '512', after: '1024', forces: true },
    ]);
    const changed = plan.resource_changes.filter(({ change }) => change.actions.includes('create'));
    const unknown = Object.entries(changed[0]?.change.after_unknown ?? {}).flatMap(
      ([name, value]) => (JSON.stringify(value).includes('true') ? [name] : []),
    );
    expect(changed).toHaveLength(1);
    // The ones that AWS makes up with the revision.
    expect(unknown.sort()).toEqual([
      'arn',
      'arn_without_revision',
      'enable_fault_injection',
      'id',
      'revision',
    ]);
  });

  test('runs its job under the evaluation of IAM policies', async () => {
    const { s3 } = aws();
    await s3.send(
      new PutObjectCommand({ Bucket: BUCKETS.input, Key: 'incoming/2001-01-01.csv', Body: CSV }),
    );
    await world.enforce(true);

    await runCommand(world.context, {
      environment: 'dev',
      job: 'flight-delays',
      date: '2026-11-23T03:15:00Z',
    });

    expect(printed()).toContain('1 object in, 2 out');
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: BUCKETS.output,
        Key: 'delays/2026-11-23T03-15-00Z/2001-01-01.json',
      }),
    );
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual([
      { day: '2001-01-01', airport: 'SJC', flights: 1, meanDelay: 15, maxDelay: 15, late: 1 },
    ]);
  });

  test('run again for the same time finds its outputs written', async () => {
    await runCommand(world.context, {
      environment: 'dev',
      job: 'flight-delays',
      date: '2026-11-23T03:15:00Z',
      json: true,
    });

    expect(JSON.parse(printed()).report).toMatchObject({
      exitCode: 0,
      outputs: { created: 0, unchanged: 2 },
    });
  });

  test('has a bill that knows what its runs took', async () => {
    const bill = async (measured: boolean) => {
      const now = new Date('2026-11-24T00:00:00Z');
      await costCommand(world.context, { environments: ['dev'], measured, json: true, now });
      return JSON.parse(world.terminal.printed.at(-1) ?? '')[0].assumptions as {
        what: string;
        value: number;
      }[];
    };
    const objects = (assumptions: { what: string; value: number }[]) =>
      assumptions.find(({ what }) => /read by a run|objects/.test(what));

    expect(objects(await bill(false))).toMatchObject({ value: 10 });
    expect(objects(await bill(true))).toMatchObject({
      what: expect.stringContaining('mean of 1 measured'),
      value: 1,
    });
  });

  describe("the job's role", () => {
    let job: S3Client;
    const denied = expect.objectContaining({
      $metadata: expect.objectContaining({ httpStatusCode: 403 }),
    });

    beforeAll(async () => {
      const { s3, sts } = aws();
      await s3.send(
        new PutObjectCommand({ Bucket: BUCKETS.input, Key: 'other/secret.csv', Body: 'x' }),
      );
      await s3.send(
        new PutObjectCommand({ Bucket: BUCKETS.runs, Key: 'other-job/report.json', Body: '{}' }),
      );
      const RoleArn = arns(DEV).role(jobNames(DEV, 'flight-delays').taskRole);
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }),
      );
      job = new S3Client({
        region: DEV.region,
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? '',
          secretAccessKey: Credentials?.SecretAccessKey ?? '',
          sessionToken: Credentials?.SessionToken ?? '',
        },
      });
    });

    test('reads its input and writes its output', async () => {
      await job.send(
        new GetObjectCommand({ Bucket: BUCKETS.input, Key: 'incoming/2001-01-01.csv' }),
      );
      await job.send(new ListObjectsV2Command({ Bucket: BUCKETS.input, Prefix: 'incoming/' }));
      await job.send(new PutObjectCommand({ Bucket: BUCKETS.output, Key: 'delays/x', Body: 'x' }));
      await job.send(
        new PutObjectCommand({ Bucket: BUCKETS.runs, Key: 'flight-delays/x', Body: 'x' }),
      );
    });

    test.each([
      [
        'get another prefix',
        () => new GetObjectCommand({ Bucket: BUCKETS.input, Key: 'other/secret.csv' }),
      ],
      [
        "get another job's report",
        () => new GetObjectCommand({ Bucket: BUCKETS.runs, Key: 'other-job/report.json' }),
      ],
      [
        'get the state',
        () =>
          new GetObjectCommand({
            Bucket: 'nightshift-state-123456789012-eu-central-1',
            Key: 'state/dev',
          }),
      ],
      [
        'put into its input',
        () => new PutObjectCommand({ Bucket: BUCKETS.input, Key: 'incoming/x', Body: 'x' }),
      ],
      [
        'put outside its prefix',
        () => new PutObjectCommand({ Bucket: BUCKETS.output, Key: 'x', Body: 'x' }),
      ],
      [
        'delete its input',
        () => new DeleteObjectCommand({ Bucket: BUCKETS.input, Key: 'incoming/2001-01-01.csv' }),
      ],
      [
        'delete its output',
        () => new DeleteObjectCommand({ Bucket: BUCKETS.output, Key: 'delays/x' }),
      ],
      [
        'list another prefix',
        () => new ListObjectsV2Command({ Bucket: BUCKETS.input, Prefix: 'other/' }),
      ],
      ['list everything', () => new ListObjectsV2Command({ Bucket: BUCKETS.input })],
    ])('may not %s', async (_, command) => {
      await expect(job.send(command() as GetObjectCommand)).rejects.toEqual(denied);
    });
  });

  test('destroyed leaves its data buckets and nothing else', async () => {
    await world.enforce(false);
    const { ecr, ecs } = aws();
    // An image, a job that the file no longer names, and another environment whose name begins alike.
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: {}, layers: [] });
    await ecr.send(
      new PutImageCommand({ repositoryName: 'nightshift-dev', imageManifest, imageTag: 'main' }),
    );
    const others = [];
    for (const [family, environment] of [
      ['nightshift-dev-gone', 'dev'],
      ['nightshift-dev-two-job', 'dev-two'],
    ] as const) {
      const containerDefinitions = [{ name: 'job', image: 'x', memory: 1 }];
      const tags = [
        { key: 'project', value: 'nightshift' },
        { key: 'environment', value: environment },
      ];
      const { taskDefinition } = await ecs.send(
        new RegisterTaskDefinitionCommand({ family, containerDefinitions, tags }),
      );
      if (environment !== 'dev') others.push(taskDefinition?.taskDefinitionArn);
    }

    await destroyCommand(world.context, { environment: 'dev' });

    expect(printed()).toMatch(/applied in [\d.]+ s: 29 destroyed/);
    for (const Bucket of Object.values(BUCKETS)) {
      expect(printed()).toContain(`kept: s3://${Bucket}`);
      await aws().s3.send(new HeadBucketCommand({ Bucket }));
    }
    const after = await inventory(DEV.region);
    expect(after).toEqual(before);
    const { taskDefinitionArns } = await aws().ecs.send(new ListTaskDefinitionsCommand({}));
    expect(taskDefinitionArns).toEqual(others);
  });

  test('destroyed again has nothing to do', async () => {
    await destroyCommand(world.context, { environment: 'dev' });

    expect(printed()).toBe('dev has nothing to destroy');
  });

  test('applied again adopts its buckets, with what lies in them', async () => {
    await applyCommand(world.context, { environment: 'dev' });

    expect(printed()).toMatch(/^plan of dev: creates 29, imports 21, /);
    await aws().s3.send(
      new GetObjectCommand({ Bucket: BUCKETS.input, Key: 'incoming/2001-01-01.csv' }),
    );
    world.terminal.printed.length = 0;
    await planCommand(world.context, { environment: 'dev' });
    expect(printed()).toMatch(/^plan of dev: no changes\b/);
  });
});
