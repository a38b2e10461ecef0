/** Environments that have, together, every feature which gives or takes permissions; one that comes joins here. */
import { complete, type Environment } from '../../environments/model/schema.ts';
import type { Extend } from '../../stacks/extension-api.ts';
import { settingsOf } from '../support/environment.ts';

/** Secrets, but for their names. */
export const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret';
/** Keys, but for their ids. */
export const KEY = 'arn:aws:kms:eu-central-1:123456789012:key';
/** Who may write the input. */
export const PRODUCER = 'arn:aws:iam::111122223333:role/producer';
/** Who may read the output. */
export const CONSUMER = 'arn:aws:iam::444455556666:role/consumer';

const CONNECTION = 'arn:aws:codeconnections:eu-central-1:123456789012:connection/0123';

const settings = settingsOf(
  [
    'data:',
    `  input: { writers: ["${PRODUCER}"], kmsKey: "${KEY}/11111111-2222-3333-4444-555555555555" }`,
    `  output: { readers: ["${CONSUMER}"], kmsKey: "${KEY}/66666666-7777-8888-9999-000000000000" }`,
    'alerts: { emails: [team@example.com] }',
    'monitoring: { deadLetterAlarm: true, missedRunAlarm: true }',
    'budget: { monthlyUsd: 20 }',
    'pipeline: { source: { kind: codecommit } }',
    'jobs:',
    '  flight-delays:',
    '    spot: true',
    '    timeout: 45m',
    '    secrets:',
    `      API_KEY: "${SECRET}:api-AbCdEf:key::"`,
    '      TOKEN: "arn:aws:ssm:eu-central-1:123456789012:parameter/token"',
    '    permissions:',
    '      - actions: [dynamodb:GetItem]',
    '        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]',
    '        conditions: { StringEquals: { "aws:ResourceTag/team": batch } }',
    '  foreign: { input: s3://partner/raw/, output: foreign/ }',
    '',
  ].join('\n'),
);

const siblingSettings = settingsOf(
  [
    'network: { mode: endpoints }',
    'image: { from: test }',
    `data: { input: { bucket: archive, kmsKey: "${KEY}/99999999-2222-3333-4444-555555555555" } }`,
    '',
  ].join('\n'),
);
const abroadSettings = settingsOf('account: "210987654321"\nimage: { from: test }\n');

/** All but what excludes each other. */
export const FULL: Environment = complete(
  'test',
  settings,
  new Map([
    ['sibling', siblingSettings],
    ['abroad', abroadSettings],
  ]),
);

const neighbours = new Map([['test', settings]]);

/** Takes the images of FULL in its own account, reads a bucket that exists, and has private subnets. */
const SIBLING = complete('sibling', siblingSettings, neighbours);
/** Takes the images of FULL in another account. */
export const ABROAD = complete('abroad', abroadSettings, neighbours);
/** Builds from GitHub. */
export const HUB = complete(
  'hub',
  settingsOf(
    `pipeline: { source: { kind: github, repository: owner/name, branch: release, connection: "${CONNECTION}" } }\n`,
  ),
);

/** An environment, and what of it the others don't have. */
export interface Part {
  readonly environment: Environment;
  /** The constructs whose policies are in the table. @default all, and those of the bootstrap */
  readonly only?: RegExp;
}

/** All of them. */
export const PARTS: readonly Part[] = [
  { environment: FULL },
  { environment: HUB, only: /^pipeline\// },
  { environment: SIBLING, only: /^(data|network)\/|\/(execution|task)-role$/ },
  { environment: ABROAD, only: /\/execution-role$/ },
];

/** One statement that a job is granted. */
export type Grant = Environment['jobs'][number]['permissions'][number];

/** What an extension grants to jobs. */
export function grantsOf({ name }: Pick<Environment, 'name'>, job: string): readonly Grant[] {
  return name === FULL.name && job === 'flight-delays' ? [GRANT] : [];
}

const GRANT: Grant = {
  actions: ['sqs:ReceiveMessage'],
  resources: ['arn:aws:sqs:eu-central-1:123456789012:nightshift-test-inbox'],
  conditions: { StringEquals: { 'aws:ResourceTag/team': 'batch' } },
};

/** The extension. */
export const extend: Extend = (_, env) => {
  for (const job of env.jobs)
    for (const grant of grantsOf(env.configuration, job)) env.job(job).allow(grant);
};
