import type { Environment } from '../../environments/model/schema.ts';
import { environmentOf } from '../support/environment.ts';

/** Secrets, but for their names. */
export const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret';
/** Keys, but for their ids. */
export const KEY = 'arn:aws:kms:eu-central-1:123456789012:key';
/** Who may write the input. */
export const PRODUCER = 'arn:aws:iam::111122223333:role/producer';
/** Who may read the output. */
export const CONSUMER = 'arn:aws:iam::444455556666:role/consumer';

/** Every feature that gives or takes permissions; one that comes joins here. */
export const FULL: Environment = environmentOf(
  [
    'data:',
    `  input: { writers: ["${PRODUCER}"], kmsKey: "${KEY}/11111111-2222-3333-4444-555555555555" }`,
    `  output: { readers: ["${CONSUMER}"], kmsKey: "${KEY}/66666666-7777-8888-9999-000000000000" }`,
    'jobs:',
    '  flight-delays:',
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
