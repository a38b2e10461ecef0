import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { environmentOf } from '../../tests/support/environment.ts';
import {
  allNames,
  arns,
  bucketNames,
  imageName,
  jobNames,
  logGroupName,
  type Name,
  stateBucket,
} from './names.ts';
import { nameCollision } from './rules/name-collision.ts';
import { nameLength } from './rules/name-length.ts';
import { projectReserved } from './rules/project-reserved.ts';
import type { RuleContext } from './rules/rule.ts';
import type { Environment } from './schema.ts';

/** With all that bears a name. */
const EXAMPLE = environmentOf('pipeline: { source: { kind: codecommit } }\n');

type Names = (max: number) => fc.Arbitrary<string>;

/** Anything that the schema takes. */
const anyName: Names = (max) =>
  fc
    .stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,10}){0,3}$/)
    .map((name) => name.slice(0, max).replace(/-$/, ''));

/** Few letters and many hyphens, so that joined names meet. */
const meetingName: Names = () => fc.stringMatching(/^[ab](-[ab]){0,2}$/);

const environment = (name: Names): fc.Arbitrary<Environment> =>
  fc
    .record({
      project: name(20),
      name: name(31),
      account: fc.constantFrom('123456789012', '210987654321'),
      region: fc.constantFrom('eu-central-1', 'us-east-1', 'ap-southeast-2'),
      jobs: fc.uniqueArray(name(30), { minLength: 1, maxLength: 3 }),
    })
    .map(({ jobs, ...place }) => ({
      ...EXAMPLE,
      ...place,
      jobs: jobs.map((job) => ({ ...(EXAMPLE.jobs[0] as Environment['jobs'][number]), name: job })),
    }));

/** What AWS takes for each kind of name, said once more. */
const FORMS: Readonly<Record<string, RegExp>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
  cluster: /^[A-Za-z0-9_-]{1,255}$/,
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  repository: /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
  // https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateRepository.html
  'CodeCommit repository': /^(?!.*\.git$)[\w.-]{1,100}$/,
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  'event rule': /^[.\-_A-Za-z0-9]{1,64}$/,
  // https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
  pipeline: /^[A-Za-z0-9.@\-_]{1,100}$/,
  // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
  'build project': /^[A-Za-z0-9][A-Za-z0-9\-_]{1,254}$/,
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  role: /^[\w+=,.@-]{1,64}$/,
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
  policy: /^[\w+=,.@-]{1,128}$/,
  'task definition': /^[A-Za-z0-9_-]{1,255}$/,
  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
  'schedule group': /^[0-9a-zA-Z-_.]{1,64}$/,
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  queue: /^[A-Za-z0-9_-]{1,80}$/,
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  topic: /^[A-Za-z0-9_-]{1,256}$/,
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  alarm: /^[\x20-\x7e]{1,255}$/,
  // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
  budget: /^(?!.*\/action\/)[^:\\]{1,100}$/,
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  'log group': /^[.\-_/#A-Za-z0-9]{1,512}$/,
};

const context = (environments: readonly Environment[]): RuleContext => ({
  environments,
  names: environments.map(({ name: one }) => one),
  handlers: undefined,
  iam: {} as RuleContext['iam'],
  now: new Date(0),
});

const found = (rule: typeof nameLength, one: Environment, all = [one]) => [
  ...(rule.check?.(one, context(all)) ?? []),
];

describe('names', () => {
  const example = { ...EXAMPLE, name: 'prod' };

  test('of a project that begins as AWS keeps names for itself are refused', () => {
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    const reserved = ['sthree', 'amzn-s3-demo', 'aws', 'sg', 'sg-batch'];
    for (const project of reserved)
      expect(found(projectReserved, { ...EXAMPLE, project })).toHaveLength(1);
    expect(found(projectReserved, { ...EXAMPLE, project: 'sgx' })).toEqual([]);
  });

  test('follow from the configuration alone', () => {
    expect(bucketNames(example).input).toBe('nightshift-prod-input-123456789012-eu-central-1');
    expect(stateBucket(example)).toBe('nightshift-state-123456789012-eu-central-1');
    expect(logGroupName(example, 'x')).toBe('/nightshift/prod/x');
    expect(imageName(example)).toBe(
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/nightshift-prod:main',
    );
    expect(arns(example).role(jobNames(example, 'x').taskRole)).toBe(
      'arn:aws:iam::123456789012:role/nightshift/prod/nightshift-prod-x-task',
    );
  });

  test('of images lead to the registry of another environment, to another tag, to one digest', () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const registry = { ...example, name: 'dev', account: '210987654321', region: 'us-east-1' };
    const from = (image: object) =>
      imageName({ ...example, registry, image: { ...example.image, ...image } });

    const repository = '210987654321.dkr.ecr.us-east-1.amazonaws.com/nightshift-dev';
    expect(from({})).toBe(`${repository}:main`);
    expect(from({ track: 'release' })).toBe(`${repository}:release`);
    expect(from({ track: 'release', digest })).toBe(`${repository}@${digest}`);
  });

  test('are asked for only if something bears them', () => {
    const kinds = (one: Environment) => new Set(allNames(one).map(({ kind }) => kind));
    const { pipeline: _, ...plain } = example;

    expect(kinds(example)).toContain('pipeline');
    expect(kinds(plain)).not.toContain('pipeline');
    expect(kinds(plain)).toContain('repository');
    expect(kinds({ ...plain, registry: { ...example, name: 'dev' } })).not.toContain('repository');
  });

  test('have the form that AWS takes, or are refused', () => {
    fc.assert(
      fc.property(environment(anyName), (one) => {
        const refused = found(nameLength, one).length + found(projectReserved, one).length > 0;
        const wrong = allNames(one).filter(({ kind, name: text }) => !FORMS[kind]?.test(text));
        // Roles' paths and security groups bear the project's name too, and aren't among them.
        const elsewhere = /^(?:aws|sg)(?:-|$)/.test(one.project);

        expect(wrong.length > 0 || elsewhere).toBe(refused);
      }),
      { numRuns: 1000 },
    );
  });

  test('of one environment differ, the state bucket among them', () => {
    fc.assert(
      fc.property(environment(anyName), (one) => {
        const all = [
          ...allNames(one).map(({ kind, name: text }) => `${kind} ${text}`),
          `bucket ${stateBucket(one)}`,
        ];

        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('that two environments would share are refused, and no others', () => {
    const seen = { shared: 0, apart: 0 };
    fc.assert(
      fc.property(environment(meetingName), environment(meetingName), (a, b) => {
        fc.pre(a.name < b.name);
        const meets = (x: Name, y: Name): boolean =>
          x.kind === y.kind &&
          x.name === y.name &&
          (x.unique === 'world' ||
            (a.account === b.account && (x.unique === 'account' || a.region === b.region)));
        const shared = allNames(a).some((x) => allNames(b).some((y) => meets(x, y)));
        seen[shared ? 'shared' : 'apart']++;

        expect(found(nameCollision, b, [a, b]).length > 0).toBe(shared);
        // Told once, by the later of the two.
        expect(found(nameCollision, a, [a, b])).toEqual([]);
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(seen.shared).toBeGreaterThan(10);
  });
});
