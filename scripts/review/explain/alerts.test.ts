import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import { type Tree, UNKNOWN } from '../plan.ts';

const SILENCES = 'removes an alarm';

describe('who is told', () => {
  const mail = { endpoint: 'a@example.com', protocol: 'email' };
  const budget = (limit: string, ...mails: string[]): Tree => ({
    name: 'b',
    limit_amount: limit,
    limit_unit: 'USD',
    notification: [
      { threshold: 80, subscriber_email_addresses: mails },
      { threshold: 100, subscriber_email_addresses: mails },
    ],
  });
  const target = (input_template: string): Tree => ({
    rule: 'r',
    input_transformer: [{ input_template }],
  });

  test.each<[string, Tree | undefined, Tree | undefined, string, string | undefined]>([
    [
      'aws_sns_topic_subscription',
      undefined,
      mail,
      'a@example.com is notified, once they confirm by email',
      undefined,
    ],
    [
      'aws_sns_topic_subscription',
      undefined,
      { ...mail, protocol: 'https' },
      'a@example.com is notified',
      undefined,
    ],
    [
      'aws_sns_topic_subscription',
      mail,
      undefined,
      'a@example.com is no longer notified',
      SILENCES,
    ],
    [
      'aws_cloudwatch_metric_alarm',
      { alarm_name: 'x' },
      undefined,
      'alarm x is removed: nobody is alerted by it any more',
      SILENCES,
    ],
    [
      'aws_cloudwatch_metric_alarm',
      { threshold: 1 },
      { threshold: 2 },
      'alarm: threshold 1 → 2',
      undefined,
    ],
    [
      'aws_budgets_budget',
      undefined,
      budget('20'),
      'an email when a month costs more than 20 USD',
      undefined,
    ],
    [
      'aws_budgets_budget',
      budget('20'),
      budget('50'),
      'an email when a month costs more than 50 USD (was 20 USD)',
      undefined,
    ],
    [
      'aws_budgets_budget',
      budget('20'),
      undefined,
      'no more email when a month costs more than 20 USD',
      SILENCES,
    ],
    [
      'aws_budgets_budget',
      budget('20', 'a@example.com'),
      budget('20', 'b@example.com'),
      'budget emails go to b@example.com (was a@example.com)',
      undefined,
    ],
    [
      'aws_budgets_budget',
      budget('20', 'a@example.com'),
      budget('20'),
      'budget emails go to nobody (was a@example.com)',
      undefined,
    ],
    [
      'aws_cloudwatch_event_rule',
      { event_pattern: { source: ['a'] } },
      { event_pattern: { source: ['b'] } },
      'reacts to other events: source',
      undefined,
    ],
    [
      'aws_cloudwatch_event_target',
      target('"a"'),
      target('"b"'),
      'the message that it sends changes',
      undefined,
    ],
  ])('%s %#', (type, before, after, expected, reason) => {
    const change = changeOf(type, before, after);

    expect(said(change)).toEqual([expected]);
    expect(explained(change)[0]?.reason).toBe(reason);
  });
});

describe('tags', () => {
  const tagged = (tags: Tree | null, tags_all: Tree | null = tags): Tree => ({
    name: 'x',
    tags,
    tags_all,
  });

  test.each<[string, Tree, Tree, string[]]>([
    ['of its own are not told twice', tagged({ a: '1' }), tagged({ a: '2' }), ['tags: a 1 → 2']],
    ['that come and go', tagged({ a: '1' }), tagged({ b: '2' }), ['tags: a removed, b 2 added']],
    [
      'of all resources',
      tagged(null, { costCenter: '4711' }),
      tagged(null, { costCenter: '4712' }),
      ['tags: costCenter 4711 → 4712'],
    ],
    [
      'in great number are counted',
      tagged(null),
      tagged(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, '1']))),
      ['tags: a 1 added, b 1 added, c 1 added, d 1 added, 2 more'],
    ],
    [
      'that are called labels',
      { labels: { a: '1' } },
      { labels: { a: '2' }, effective_labels: { a: '2' } },
      ['tags: a 1 → 2'],
    ],
    [
      "that are labels of Google's provider",
      { labels: { a: '1' } },
      { labels: { a: '2' }, terraform_labels: { a: '2' } },
      ['tags: a 1 → 2'],
    ],
    [
      'of which a default one was read as its own',
      { tags: { a: '1' }, tags_all: { a: '1' } },
      { tags: {}, tags_all: { a: '2' } },
      ['tags: a 1 → 2'],
    ],
    ['that nobody knows yet', { tags: { a: '1' } }, { tags: UNKNOWN }, ['tags change']],
  ])('%s', (_, before, after, expected) => {
    expect(said(changeOf('aws_sqs_queue', before, after))).toEqual(expected);
  });

  test('that are unknown since something else changes say nothing', () => {
    const before = { delay_seconds: 1, tags_all: { a: '1' } };
    const after = { delay_seconds: 2, tags_all: UNKNOWN };

    expect(said(changeOf('aws_sqs_queue', before, after))).toEqual([
      'queue: delay seconds 1 → 2, and 1 known after apply',
    ]);
  });
});
