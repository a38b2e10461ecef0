import { describe, expect, test } from '@jest/globals';
import { inputOf, outputOf } from '../environments/model/location.ts';
import { environmentOf } from '../tests/support/environment.ts';
import { taskStatements } from './task-policy.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** The statements of the job `flight-delays` that a file makes, by their names. */
function statements(yaml: string) {
  const environment = environmentOf(yaml);
  const [job] = environment.jobs;
  if (!job) throw new Error('no job');
  const { name, permissions } = job;
  const [input, output] = [inputOf(environment, job), outputOf(environment, job)];
  const all = taskStatements({ job: name, input, output, runsBucket: 'runs', permissions });
  return Object.fromEntries(all.map((one) => [one.Sid, one]));
}

describe("a job's role", () => {
  test('may use the keys of its data, through S3 and for that data alone', () => {
    const found = statements(
      `data: { input: { kmsKey: "${KEY}" }, output: { bucket: theirs, kmsKey: "${KEY}" } }\n`,
    );
    const input = 'arn:aws:s3:::nightshift-test-input-123456789012-eu-central-1';

    expect(found['DecryptInput']).toMatchObject({
      Action: ['kms:Decrypt'],
      Resource: KEY,
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [input, `${input}/incoming/*`] },
      },
    });
    // Decrypt too: S3 reads the parts of an upload to put them together, and a job what it wrote.
    expect(found['EncryptOutput']).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: {
        StringLike: {
          'kms:EncryptionContext:aws:s3:arn': [
            'arn:aws:s3:::theirs',
            'arn:aws:s3:::theirs/delays/*',
          ],
        },
      },
    });
  });

  test("reads another bucket's prefix in the place of the input bucket, without that one's key", () => {
    const found = statements(
      `data: { input: { kmsKey: "${KEY}" } }\njobs: { flight-delays: { input: s3://partner/raw/ } }\n`,
    );

    expect(found['ReadInput']?.Resource).toBe('arn:aws:s3:::partner/raw/*');
    expect(found['ListInput']).toMatchObject({
      Resource: 'arn:aws:s3:::partner',
      Condition: { StringLike: { 's3:prefix': 'raw/*' } },
    });
    expect(found).not.toHaveProperty('DecryptInput');
  });

  test("may use the output's key where it reads what another job wrote", () => {
    const found = statements(
      `data: { output: { kmsKey: "${KEY}" } }\njobs: { flight-delays: { input: s3://nightshift-test-output-123456789012-eu-central-1/raw/ } }\n`,
    );

    expect(found['DecryptInput']?.Resource).toBe(KEY);
  });

  test('has the conditions of the file, and none where there are none', () => {
    const found = statements(
      [
        'jobs:',
        '  flight-delays:',
        '    permissions:',
        '      - actions: [dynamodb:GetItem]',
        '        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]',
        '        conditions: { "ForAllValues:StringEquals": { "dynamodb:Attributes": [id, name] } }',
        '      - actions: [dynamodb:Query]',
        '        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]',
        '',
      ].join('\n'),
    );

    expect(found['Permissions0']?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'name'] },
    });
    expect(found['Permissions1']).not.toHaveProperty('Condition');
  });
});
