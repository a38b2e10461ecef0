import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf, extensionsOf, readConfiguration, synthesise } from './app.ts';
import type { Extend, Permission } from './extension-api.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const ENVIRONMENT = environmentOf(
  'jobs: { flight-delays: {}, other: { input: x/, output: y/ } }\n',
);
const READ: Permission = {
  actions: ['dynamodb:GetItem'],
  resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers'],
};

function synth(extend: Extend): Json {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  synthesise([ENVIRONMENT], outdir, extend);
  return JSON.parse(readConfiguration(outdir, 'test')).resource;
}

const statementsOf = (resource: Json, job: string): Json[] =>
  JSON.parse(resource.aws_iam_role_policy[`jobs_${job}_task-role_policy`].policy).Statement;
const extensionsIn = (resource: Json, job: string): Json[] =>
  statementsOf(resource, job).filter(({ Sid }) => /^Extension/.test(Sid));

describe('an extension', () => {
  test('makes resources below a name of its own', () => {
    const resource = synth((scope, env) => {
      new DynamodbTable(scope, 'customers', { name: env.nameOf('customers') });
    });

    expect(resource.aws_dynamodb_table).toEqual({
      extensions_customers: expect.objectContaining({ name: 'nightshift-test-customers' }),
    });
  });

  test('of this repository adds nothing', () => {
    const ours = configurationOf(ENVIRONMENT) as Json;
    expect(ours).toEqual(configurationOf(ENVIRONMENT, () => undefined));
    expect(JSON.stringify(ours)).not.toContain('extensions');
  });

  test('allows one job what it says, in statements after those of its file', () => {
    const conditions = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id'] } };
    const resource = synth((_, env) => {
      env.job('flight-delays').allow(READ);
      env.job('flight-delays').allow({ ...READ, conditions });
    });

    expect(extensionsIn(resource, 'flight-delays')).toEqual([
      {
        Sid: 'Extension0',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem'],
        Resource: READ.resources,
      },
      expect.objectContaining({ Sid: 'Extension1', Condition: conditions }),
    ]);
    expect(extensionsIn(resource, 'other')).toEqual([]);
    const bare = synth(() => undefined);
    expect(statementsOf(resource, 'flight-delays').slice(0, -2)).toEqual(
      statementsOf(bare, 'flight-delays'),
    );
  });

  test('may name a resource by a reference, which is known after the apply', () => {
    const resource = synth((scope, env) => {
      const table = new DynamodbTable(scope, 'customers', { name: 'x' });
      env.job('other').allow({ ...READ, resources: [table.arn] });
    });

    expect(extensionsIn(resource, 'other')[0].Resource).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own
      '${aws_dynamodb_table.extensions_customers.arn}',
    ]);
  });

  test('is given names and ARNs that are known at plan time', () => {
    let given: unknown;
    synth((_, { jobs, buckets, arns, arnOf, configuration }) => {
      given = [jobs, buckets.input, arns.cluster, arnOf('sqs', 'x'), configuration.name];
    });

    expect(given).toEqual([
      ['flight-delays', 'other'],
      'nightshift-test-input-123456789012-eu-central-1',
      'arn:aws:ecs:eu-central-1:123456789012:cluster/nightshift-test',
      'arn:aws:sqs:eu-central-1:123456789012:x',
      'test',
    ]);
  });

  test.each<[string, Extend, string]>([
    [
      'a job that is not there',
      (_, env) => env.job('flight-delay').allow(READ),
      'stacks/extensions.ts: there is no job "flight-delay" in test, did you mean "flight-delays"? There are flight-delays, other',
    ],
    [
      'a name that a job has',
      (_, env) => void env.nameOf('other'),
      'stacks/extensions.ts: nightshift-test-other names what the job "other" has, such as its queue: choose another name',
    ],
    [
      'code that fails',
      () => {
        throw new TypeError('x is not a function');
      },
      'stacks/extensions.ts: TypeError: x is not a function',
    ],
  ])('that is wrong by %s is told, and synthesises no file', (_, extend, problem) => {
    expect(extensionsOf(ENVIRONMENT, extend).problems).toEqual([problem]);
    expect(() => synth(extend)).toThrow(problem);
  });

  test('that is wrong does not stand in the way of a comparison', () => {
    const extend: Extend = (_, env) => env.job('gone').allow(READ);

    expect(configurationOf(ENVIRONMENT, extend)).toEqual(configurationOf(ENVIRONMENT));
  });
});
