import { describe, expect, test } from '@jest/globals';
import { KEYS } from '../../../environments/model/keys.ts';
import { complete, type Environment } from '../../../environments/model/schema.ts';
import { type Configuration, configurationOf } from '../../../stacks/app.ts';
import { changeOf, explained } from '../../../tests/support/change.ts';
import { settingsOf } from '../../../tests/support/environment.ts';
import { compare } from '../compare.ts';
import type { Value } from '../plan.ts';
import { plain } from '../words.ts';

const REVISION = 'new task revision: the next run uses it; a run in progress keeps the old one';
const KEPT = 'running tasks keep their network until they end';
const TEXT = 'the message that it sends changes';

/** What policies say is another rule's to tell. */
const POLICIES = /^aws_(iam_|.*_policy$)/;

/** What a file says that doesn't say it otherwise. */
const BASE = [
  'alerts: { emails: [a@example.com] }',
  'budget: { monthlyUsd: 30 }',
  'pipeline: { source: { kind: codecommit } }',
];
const EXISTING = [
  'network:',
  '  mode: existing',
  '  vpcId: vpc-0a1b2c3d4e5f60718',
  '  subnetIds: [subnet-0a1b2c3d4e5f60718]',
  '  securityGroupIds: [sg-0a1b2c3d4e5f60718]',
  '',
].join('\n');
const GITHUB = (key: string, value: string): string => {
  const source = {
    repository: 'owner/name',
    branch: 'main',
    connection: 'arn:aws:codeconnections:eu-central-1:123456789012:connection/x',
    [key]: value,
  };
  return `pipeline: { source: ${JSON.stringify({ kind: 'github', ...source })} }\n`;
};
const job = (lines: string): string => `jobs: { flight-delays: { ${lines} } }\n`;

/** A key, the file with it (and without, where the base lacks it), and all that is said. */
const SENTENCES: readonly (readonly [
  key: string,
  after: string,
  said: readonly string[],
  before?: string,
])[] = [
  ['owner', 'owner: data-team\n', []],
  ['promotesFrom', 'promotesFrom: staging\n', []],
  ['tags', 'tags: { costCenter: "4711" }\n', []],
  [
    'removalPolicy',
    'removalPolicy: destroy\n',
    [
      'Terraform may now empty and destroy image repository nightshift-test',
      'Terraform may now empty and destroy bucket nightshift-test-input-123456789012-eu-central-1',
      'Terraform may now empty and destroy bucket nightshift-test-output-123456789012-eu-central-1',
      'Terraform may now empty and destroy bucket nightshift-test-runs-123456789012-eu-central-1',
    ],
  ],
  ['network.cidr', 'network: { cidr: 10.1.0.0/24 }\n', ['addresses 10.0.0.0/24 → 10.1.0.0/24']],
  [
    'network.availabilityZones',
    'network: { availabilityZones: 3 }\n',
    [`tasks start in other subnets or security groups; ${KEPT}`],
  ],
  [
    'network.subnetIds',
    EXISTING.replace('subnet-0', 'subnet-1'),
    [`tasks start in other subnets or security groups; ${KEPT}`],
    EXISTING,
  ],
  [
    'network.securityGroupIds',
    EXISTING.replace('sg-0', 'sg-1'),
    [`tasks start in other subnets or security groups; ${KEPT}`],
    EXISTING,
  ],
  [
    'network.assignPublicIp',
    `${EXISTING}  assignPublicIp: true\n`,
    [`tasks start in other subnets or security groups, with a public IPv4 of their own; ${KEPT}`],
    EXISTING,
  ],
  ['network.vpcId', EXISTING.replace('vpc-0', 'vpc-1'), [], EXISTING],
  [
    'network.mode',
    'network: { mode: endpoints }\n',
    [
      `tasks run in private subnets without a way to the internet: they reach S3, ecr.api, ecr.dkr, logs, and nothing else; ${KEPT}`,
      'new VPC endpoint com.amazonaws.eu-central-1.ecr.api: $17.52 a month, plus the data it processes',
      'new VPC endpoint com.amazonaws.eu-central-1.ecr.dkr: $17.52 a month, plus the data it processes',
      'new VPC endpoint com.amazonaws.eu-central-1.logs: $17.52 a month, plus the data it processes',
    ],
  ],
  [
    'pipeline.source.branch',
    GITHUB('branch', 'release'),
    ['pipeline: branch name main → release, branches includes main → release'],
    GITHUB('branch', 'main'),
  ],
  [
    'pipeline.source.repository',
    GITHUB('repository', 'owner/other'),
    ['pipeline: full repository id owner/name → owner/other'],
    GITHUB('branch', 'main'),
  ],
  [
    'image.track',
    'image: { track: release }\n',
    [
      'build project: CHANNEL value main → release',
      `image tag main → release; the next run uses the newest build of release`,
      REVISION,
    ],
  ],
  [
    'image.digest',
    `image: { digest: "sha256:${'0'.repeat(64)}" }\n`,
    ['image pinned to sha256:000000000000 (was tag main)', REVISION],
  ],
  [
    'data.input.expireAfterDays',
    'data: { input: { expireAfterDays: 30 } }\n',
    ['objects older than 30 days are deleted (were kept 90 days)'],
  ],
  [
    'data.output.expireAfterDays',
    'data: { output: { expireAfterDays: null } }\n',
    ['objects are kept (were deleted after 365 days)'],
  ],
  [
    'data.input.kmsKey',
    'data: { input: { kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/1" } }\n',
    [
      'new content is encrypted with the key arn:aws:kms:eu-central-1:123456789012:key/1 (was keys that AWS owns)',
    ],
  ],
  [
    'data.input.writers',
    'data: { input: { writers: ["arn:aws:iam::111122223333:role/producer"] } }\n',
    [],
  ],
  [
    'logs.retentionDays',
    'logs: { retentionDays: 7 }\n',
    ['logs are kept 7 days (was 30 days): what is older is deleted'],
  ],
  [
    'alerts.emails',
    'alerts: { emails: [b@example.com] }\n',
    [
      'budget emails go to b@example.com (was a@example.com)',
      'a@example.com is no longer notified',
      'b@example.com is notified, once they confirm by email',
    ],
  ],
  [
    'budget.monthlyUsd',
    'budget: { monthlyUsd: 50 }\n',
    ['an email when a month costs more than 50 USD (was 30 USD)'],
  ],
  [
    'monitoring.deadLetterAlarm',
    'monitoring: { deadLetterAlarm: true }\n',
    ['new alarm nightshift-test-flight-delays-dead-letters'],
  ],
  [
    'monitoring.missedRunAlarm',
    'monitoring: { missedRunAlarm: true }\n',
    ['new alarm nightshift-test-flight-delays-missed'],
  ],
  ['jobs.*.handler', job('handler: other'), ['runs other (was flight-delays)', REVISION]],
  [
    'jobs.*.command',
    job('command: [python, main.py]'),
    ['runs timeout -k 60 21600 python main.py (was flight-delays)', REVISION],
  ],
  [
    'jobs.*.schedule',
    job('schedule: rate(6 hours)'),
    ['daily at 03:15 Europe/Berlin → every 6 hours; runs 4 times as often'],
  ],
  [
    'jobs.*.schedule',
    job('schedule: none'),
    ['paused: no longer starts by itself (was daily at 03:15 Europe/Berlin)'],
  ],
  [
    'jobs.*.timezone',
    job('timezone: UTC'),
    [
      'daily at 03:15 Europe/Berlin → daily at 03:15 UTC; next runs Tue 24 Nov 2026 03:15 UTC, Wed 25 Nov 2026 03:15 UTC, Thu 26 Nov 2026 03:15 UTC',
    ],
  ],
  ['jobs.*.window', job('window: 15m'), ['starts within 15m of its time (was at once)']],
  ['jobs.*.retryWindow', job('retryWindow: 30m'), ['a start may be up to 30m late (was 1h)']],
  [
    'jobs.*.paused',
    job('paused: true'),
    ['paused: no longer starts by itself (was daily at 03:15 Europe/Berlin)'],
  ],
  [
    'jobs.*.cpu',
    job('cpu: 512, memory: 1024'),
    ['processor 0.25 → 0.5 vCPU', REVISION],
    job('memory: 1024'),
  ],
  ['jobs.*.memory', job('memory: 1024'), [TEXT, 'memory 512 → 1024 MiB', REVISION]],
  [
    'jobs.*.ephemeralStorageGiB',
    job('ephemeralStorageGiB: 50'),
    ['scratch space 20 → 50 GiB', REVISION],
  ],
  [
    'jobs.*.architecture',
    job('architecture: x86_64'),
    [
      'build machine ARM_CONTAINER → LINUX_CONTAINER',
      'build project: image aws/codebuild/amazonlinux-aarch64-standard:3.0 → aws/codebuild/amazonlinux-x86_64-standard:5.0',
      'processor architecture arm64 → x86_64: the image must be built for it',
      REVISION,
    ],
  ],
  [
    'jobs.*.spot',
    job('spot: true'),
    [
      'new event rule nightshift-test-flight-delays-again',
      'reacts to other events: detail.$or.group',
      'new event target nightshift-test-flight-delays-again',
      'runs on Spot capacity: cheaper, and AWS may interrupt a run',
    ],
  ],
  ['jobs.*.timeout', job('timeout: 45m'), [TEXT, 'a run may take 45m (was 6h)', REVISION]],
  ['jobs.*.input', job('input: other/'), ['reads …/other/ (was …/incoming/)', REVISION]],
  [
    'jobs.*.output',
    job('output: other/'),
    ['writes …/other/{run}/ (was …/delays/{run}/)', REVISION],
  ],
  [
    'jobs.*.variables',
    job('variables: { LOG_LEVEL: debug }'),
    ['new variable LOG_LEVEL', REVISION],
  ],
  [
    'jobs.*.secrets',
    job('secrets: { API_KEY: "arn:aws:ssm:eu-central-1:123456789012:parameter/api-key" }'),
    [
      'secret API_KEY is read from arn:aws:ssm:eu-central-1:123456789012:parameter/api-key',
      REVISION,
    ],
  ],
];

describe('a changed key', () => {
  test.each(SENTENCES)('%s: %j', (_, after, said, before = '') => {
    expect(sentences(environment(before), environment(after))).toEqual(said);
  });

  test('has a sentence, or a reason to have none here', () => {
    const working = KEYS.filter(({ container, until }) => !container && until === undefined);
    const told = new Set(SENTENCES.map(([key]) => key));
    const missing = working.map(({ path }) => path.join('.')).filter((key) => !told.has(key));

    expect(missing).toEqual([
      // Everything has another name, or another place.
      'project',
      'account',
      'region',
      // What comes and goes as a whole: the kinds of resource say it.
      'pipeline.source.kind',
      'pipeline.source.connection',
      'image.from',
      'data.input.bucket',
      // Policies, and what is told as its twin in the input's bucket.
      'data.output.readers',
      'data.output.bucket',
      'data.output.kmsKey',
      // What a review shows is no resource's.
      'review.hide',
      'jobs.*.permissions.*.actions',
      'jobs.*.permissions.*.resources',
      'jobs.*.permissions.*.conditions',
    ]);
  });
});

const configurations = new Map<string, Configuration>();

function configured(environment: Environment): Configuration {
  const key = JSON.stringify(environment);
  const known = configurations.get(key) ?? configurationOf(environment);
  configurations.set(key, known);
  return known;
}

function environment(text: string): Environment {
  const base = BASE.filter((line) => !text.startsWith(line.slice(0, line.indexOf(':') + 1)));
  return complete('test', settingsOf(`${base.join('\n')}\n${text}`));
}

/** All that is said, each once, without policies, tags and the bare coming and going of parts. */
function sentences(before: Environment, after: Environment): string[] {
  const [old, next] = [before, after].map(configured) as [Configuration, Configuration];
  const found = [...compare(old, next).values()].flatMap(({ address, action }) => {
    const [type = ''] = address.split('.');
    if (/^(data|provider|backend)$/.test(type) || POLICIES.test(type)) return [];
    const [was, is] = [block(old, address), block(next, address)];
    const replaced = type === 'aws_ecs_task_definition' && action === 'update';
    const over = replaced ? { action: 'replace' as const } : {};
    return explained(changeOf(type, was, is, { address, ...over }), { before, environment: after })
      .map(({ words }) => plain(words))
      .filter(
        (words) =>
          !/^(new|destroys) (security group|subnet|route|internet)|^tags|cidrsubnet/.test(words),
      )
      .filter((words) => !/^(new|destroys) VPC endpoint/.test(words) || words.includes('$'));
  });
  return [...new Set(found)];
}

/** A block as a plan shows it: JSON in a string is read. */
function block(configuration: Configuration, address: string): Value | undefined {
  const [type = '', name = ''] = address.split('.');
  const resources = configuration['resource'] as Record<string, Record<string, object>>;
  const found = resources[type]?.[name];
  if (!found) return undefined;
  const text = JSON.stringify(found, (key, value: unknown) =>
    /^(depends_on|lifecycle|\/\/|timeouts)$/.test(key) ? undefined : read(value),
  );
  return JSON.parse(text) as Value;
}

function read(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
