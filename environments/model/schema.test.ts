import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { jsonSchema, KEYS } from './keys.ts';
import { REFUSED } from './later.ts';
import { load, showProblem } from './load.ts';
import { complete, environmentSchema } from './schema.ts';

/** For each key that holds a value: one that it doesn't take, and what is said of it. */
const BAD: Readonly<Record<string, readonly [value: unknown, message: string]>> = {
  project: [
    'Nightshift',
    'must be a project: lower-case letters, digits and single hyphens between them, a letter first, 20 characters at most',
  ],
  account: ['1234', 'must be a quoted AWS account id of 12 digits'],
  region: ['us-gov-west-1', 'must be a region of the commercial AWS such as eu-central-1'],
  owner: ['', 'must be at least 1 long'],
  promotesFrom: ['Staging', 'must be the name of an environment file such as staging'],
  tags: [['a'], 'must be a map'],
  removalPolicy: ['delete', 'must be one of retain, destroy'],
  'network.mode': ['private', 'must be one of public, endpoints, nat, existing'],
  'network.cidr': ['10.0.0.0/8', 'must be an IPv4 block from /16 to /25'],
  'network.availabilityZones': [4, 'must be at most 3'],
  'network.vpcId': ['vpc-1', 'must be the id of a VPC such as vpc-0a1b2c3d4e5f60718'],
  'network.subnetIds': [[], 'must be at least 1 long'],
  'network.securityGroupIds': ['sg-0a1b2c3d4e5f60718', 'must be a list'],
  'network.assignPublicIp': ['yes', 'must be true or false'],
  'pipeline.source.kind': ['gitlab', 'must be one of codecommit, github'],
  'pipeline.source.branch': ['-x', 'must be the name of a branch such as main'],
  'pipeline.source.repository': ['name', 'must be a repository such as owner/name'],
  'pipeline.source.connection': [
    'arn:aws:x',
    'must be the ARN of a connection such as arn:aws:codeconnections:eu-central-1:123456789012:connection/0d1f...',
  ],
  'image.from': ['a b', 'must be the name of an environment file such as staging'],
  'image.track': ['a:b', "must be an image's tag such as main"],
  'image.digest': [12, 'must be text (in quotes)'],
  'data.input.expireAfterDays': [0, 'must be at least 1'],
  'data.input.writers': ['arn:aws:iam::111122223333:role/x', 'must be a list'],
  'data.input.bucket': [
    'No_Bucket',
    "must be a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots, and none that S3 keeps for itself",
  ],
  'data.input.kmsKey': [
    'alias/x',
    'must be the ARN of a KMS key such as arn:aws:kms:eu-central-1:123456789012:key/0d1f...',
  ],
  'data.output.expireAfterDays': ['soon', 'must be a number'],
  'data.output.readers': [[1], 'must be text (in quotes)'],
  'data.output.bucket': [
    'a..b',
    "must be a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots, and none that S3 keeps for itself",
  ],
  'data.output.kmsKey': [
    'arn:aws:kms:x',
    'must be the ARN of a KMS key such as arn:aws:kms:eu-central-1:123456789012:key/0d1f...',
  ],
  'logs.retentionDays': [
    31,
    'must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
  ],
  'alerts.emails': [['me'], 'must be an e-mail address'],
  'monitoring.deadLetterAlarm': [1, 'must be true or false'],
  'monitoring.missedRunAlarm': ['on', 'must be true or false'],
  'review.hide': ['token', 'must be a list'],
  'budget.monthlyUsd': [0, 'must be more than 0'],
  'jobs.*.handler': [
    'Flights',
    'must be a handler: lower-case letters, digits and single hyphens between them, a letter first, 40 characters at most',
  ],
  'jobs.*.command': ['python main.py', 'must be a list'],
  'jobs.*.schedule': [5, 'must be text (in quotes)'],
  'jobs.*.timezone': [1, 'must be text (in quotes)'],
  'jobs.*.window': ['soon', 'must be a time such as 0m, 15m or 1h'],
  'jobs.*.retryWindow': ['60', 'must be a time such as 30m or 1h'],
  'jobs.*.paused': ['no', 'must be true or false'],
  'jobs.*.cpu': [300, 'must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768'],
  'jobs.*.memory': [512.5, 'must be a whole number'],
  'jobs.*.ephemeralStorageGiB': [201, 'must be at most 200'],
  'jobs.*.architecture': ['arm', 'must be one of arm64, x86_64'],
  'jobs.*.spot': ['always', 'must be true or false'],
  'jobs.*.timeout': ['0m', 'must be a time such as 30m or 1h, or none'],
  'jobs.*.retries': [10, 'must be at most 9'],
  'jobs.*.shards': [10001, 'must be at most 10000'],
  'jobs.*.tolerance': ['101%', 'must be a count or a share such as "1%"'],
  'jobs.*.overlap': ['maybe', 'must be one of forbid, allow'],
  'jobs.*.input': [
    '/incoming',
    'must be a prefix of the input bucket such as incoming/, which ends with a slash and begins with none, or one of another bucket such as s3://bucket/incoming/',
  ],
  'jobs.*.output': [
    'a/../b/',
    'must be a prefix of the bucket such as incoming/: it ends with a slash and begins with none',
  ],
  'jobs.*.variables': ['A=1', 'must be a map'],
  'jobs.*.secrets': [['x'], 'must be a map'],
  'jobs.*.permissions.*.actions': [['dynamodb'], 'must be an IAM action such as dynamodb:GetItem'],
  'jobs.*.permissions.*.resources': [[], 'must be at least 1 long'],
  'jobs.*.permissions.*.conditions': [{ StringEquals: 'x' }, 'must be a map'],
};

const DEFAULTS = readFileSync('environments/defaults.yaml', 'utf8');

/** A file's tree that says one thing, and beside it what is needed there. */
function treeWith(path: readonly string[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (first === 'jobs' && rest.length > 0)
    return { jobs: { 'flight-delays': treeWith(rest.slice(1), value) } };
  if (first === 'permissions' && rest.length > 0) {
    const statement = {
      actions: ['dynamodb:GetItem'],
      resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers'],
    };
    return { permissions: [{ ...statement, ...(treeWith(rest.slice(1), value) as object) }] };
  }
  if (first === 'source' && rest[0] !== 'kind')
    return { source: { kind: 'codecommit', ...(treeWith(rest, value) as object) } };
  return { [first]: treeWith(rest, value) };
}

async function problemsOf(path: readonly string[], value: unknown): Promise<string[]> {
  const files = { 'defaults.yaml': DEFAULTS, 'x.yaml': stringify(treeWith(path, value)) };
  const { problems } = await load({
    dir: 'environments',
    read: () => new Map(Object.entries(files)),
    later: 'accept',
  });
  return problems.map(showProblem);
}

const VALUES = KEYS.filter(({ path, container }) => !container || path.at(-1) === '*');

describe('every key', () => {
  test('that holds a value has a bad one here', () => {
    expect(Object.keys(BAD).sort()).toEqual(VALUES.map(({ path }) => path.join('.')).sort());
  });

  test.each(VALUES.map(({ path }) => [path.join('.'), path] as const))(
    '%s refuses a bad value, and says what it takes',
    async (key, path) => {
      const [value, message] = BAD[key] ?? [undefined, ''];
      const problems = await problemsOf(path, value);

      expect(problems).toEqual([
        expect.stringMatching(/^environments\/x\.yaml:\d+:\d+: \S+ must be .*, not \S/),
      ]);
      expect(problems[0]).toContain(` ${message}, not `);
    },
  );

  test.each(KEYS.map((key) => [key.path.join('.'), key] as const))(
    '%s is described, and takes its examples',
    (_, { path, description, examples, container }) => {
      expect(description).toMatch(/^\S.*\.$/);
      if (!container) expect(examples.length).toBeGreaterThanOrEqual(2);
      for (const example of examples) {
        const base = {
          project: 'p',
          account: '123456789012',
          region: 'eu-central-1',
          owner: 'o',
          jobs: {},
        };
        const job = { input: 'a/', output: 'b/' };
        const tree = treeWith(path, example) as { jobs?: Record<string, object> };
        const jobs =
          path.length > 1 && tree.jobs
            ? { jobs: { 'flight-delays': { ...job, ...tree.jobs['flight-delays'] } } }
            : {};
        expect(environmentSchema.safeParse({ ...base, ...tree, ...jobs }).error).toBeUndefined();
      }
    },
  );

  test('that is refused for now is a key', () => {
    const known = new Set([...KEYS.map(({ path }) => path.join('.'))]);

    expect(REFUSED.filter(({ key }) => !known.has(key))).toEqual([]);
  });
});

describe('the schema for editors', () => {
  test('lets any key be absent or null, and no statement lack its actions', () => {
    const schema = JSON.stringify(jsonSchema());

    expect(jsonSchema()).not.toHaveProperty('required');
    expect(schema.match(/"required":\[[^\]]*\]/g)).toEqual(['"required":["actions","resources"]']);
  });
});

test('the order of jobs in a file means nothing', () => {
  const job = { input: 'a/', output: 'b/' };
  const settings = (jobs: object) =>
    environmentSchema.parse({
      project: 'p',
      account: '123456789012',
      region: 'eu-central-1',
      owner: 'o',
      jobs,
    });

  expect(complete('e', settings({ b: job, a: job }))).toEqual(
    complete('e', settings({ a: job, b: job })),
  );
  expect(complete('e', settings({ b: job, a: job })).jobs.map(({ name }) => name)).toEqual([
    'a',
    'b',
  ]);
});
