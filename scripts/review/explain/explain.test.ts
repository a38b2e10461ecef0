import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import { RISKS } from '../finding.ts';
import { type Change, Hidden, UNKNOWN, type Value } from '../plan.ts';
import { plain } from '../words.ts';
import { EXPLAINERS } from './index.ts';

describe('what no rule knows', () => {
  test('is told with its kind and its first three fields, the rest by name', () => {
    const before = {
      name: 'q',
      visibility_timeout_seconds: 30,
      delay_seconds: 0,
      a: 1,
      b: 1,
      c: 1,
    };
    const after = { name: 'q', visibility_timeout_seconds: 60, delay_seconds: 5, a: 2, b: 2, c: 2 };

    expect(said(changeOf('aws_sqs_queue', before, after))).toEqual([
      'queue: a 1 → 2, b 1 → 2, c 1 → 2, 2 more: delay seconds, visibility timeout seconds',
    ]);
  });

  test.each<[string, Value, Value, string]>([
    ['comes', {}, { note: 'x' }, 'widget: note x (new)'],
    ['goes', { note: 'x' }, {}, 'widget: note removed (was x)'],
    ['is computed', { note: 'x' }, { note: UNKNOWN }, 'widget: note known after apply'],
    ['is hidden', { note: new Hidden() }, { note: new Hidden() }, 'widget: note changed, hidden'],
    ['is a switch', { note: false }, { note: true }, 'widget: note false → true'],
    ['is a list', { notes: ['a'] }, { notes: ['a', 'b'] }, 'widget: notes b added'],
    [
      'is long',
      { note: `arn:aws:iam::123456789012:role/nightshift/prod/a-${'x'.repeat(20)}/one` },
      { note: `arn:aws:iam::123456789012:role/nightshift/prod/a-${'x'.repeat(20)}/two` },
      'widget: note …/one → …/two',
    ],
    [
      'lies in a block',
      { rule: [{ id: 'x', days: 1 }] },
      { rule: [{ id: 'x', days: 2 }] },
      'widget: x days 1 → 2',
    ],
  ])('a field that %s', (_, before, after, expected) => {
    expect(said(changeOf('aws_widget', before, after))).toEqual([expected]);
  });

  test('folds what AWS computes anew', () => {
    const before = { a: 1, arn: 'x', etag: 'y' };
    const after = { a: 2, arn: UNKNOWN, etag: UNKNOWN };

    expect(said(changeOf('acme_widget', before, after))).toEqual([
      'acme widget: a 1 → 2, and 2 known after apply',
    ]);
  });

  test.each(['create', 'delete', 'forget'] as const)('a %s names it', (action) => {
    const value = { name: 'it' };
    const change = changeOf(
      'aws_sns_topic',
      action === 'create' ? undefined : value,
      action === 'create' ? value : undefined,
      { action },
    );

    expect(said(change)).toEqual([
      {
        create: 'new topic it',
        delete: 'destroys topic it',
        forget: 'topic it stays as it is: no longer managed',
      }[action],
    ]);
  });
});

describe('any plan of anyone', () => {
  const names = fc.constantFrom(
    '__proto__',
    'constructor',
    'name',
    'tags',
    'tags_all',
    'schedule_expression',
    'state',
    'target',
    'input',
    'container_definitions',
    'environment',
    'image',
    'cpu',
    'memory',
    'rule',
    'expiration',
    'days',
    'retention_in_days',
    'schedule_expression_timezone',
    'flexible_time_window',
    'NetworkConfiguration',
    'CapacityProviderStrategy',
    'value',
    'cidr_block',
    'endpoint',
    'limit_amount',
    'event_pattern',
    'subnet_ids',
    'secrets',
    'valueFrom',
    'command',
    'Sid',
  );
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<Value>(
        null,
        true,
        false,
        0,
        30,
        -1,
        1e21,
        '',
        '30',
        'rate(1 day)',
        'cron(0 0 * * ? *)',
        UNKNOWN,
        new Hidden(),
        'a/b:c@d',
      ),
      fc.string(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(names, tie('value'), { maxKeys: 6 }),
    ),
  }));
  const type = fc.constantFrom(
    'aws_scheduler_schedule',
    'aws_cloudwatch_event_rule',
    'aws_ecs_task_definition',
    'aws_lambda_function',
    'aws_s3_bucket',
    'aws_s3_bucket_lifecycle_configuration',
    'aws_cloudwatch_log_group',
    'aws_kms_key',
    'aws_vpc_endpoint',
    'aws_nat_gateway',
    'aws_budgets_budget',
    'aws_sns_topic_subscription',
    'aws_codebuild_project',
    'aws_iam_role_policy',
    'null_resource',
    'x',
    '',
    '__proto__',
    'constructor',
  );
  const change: fc.Arbitrary<Change> = fc
    .record({
      type,
      before: fc.option(value, { nil: undefined }),
      after: fc.option(value, { nil: undefined }),
      action: fc.constantFrom('create', 'update', 'replace', 'delete', 'forget', 'stay'),
      reason: fc.constantFrom(
        'replace_because_tainted',
        'replace_by_triggers',
        'delete_because_count_index',
        'x',
      ),
      forcedBy: fc.array(fc.array(fc.oneof(names, fc.nat(3)))),
      importing: fc.record({ id: value, identity: value }),
      sensitivityOnly: fc.boolean(),
    })
    .map(({ type, before, after, ...over }) => changeOf(type, before, after, over));

  test('is explained in lines, whatever its values are', () => {
    fc.assert(
      fc.property(change, (one) => {
        for (const { words, risk } of explained(one)) {
          expect(RISKS).toContain(risk);
          expect(words.length).toBeGreaterThan(0);
          expect(plain(words).length).toBeLessThan(500);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('each rule stands in the list once', () => {
  expect(new Set(EXPLAINERS).size).toBe(EXPLAINERS.length);
});
