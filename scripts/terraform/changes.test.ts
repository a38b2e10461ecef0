import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { headline, listChanges, readChanges } from './changes.ts';

/** A plan of one resource. */
const plan = (change: object, type = 'aws_x') => ({
  resource_changes: [{ address: `${type}.network_a`, type, change }],
});

describe('a plan of a real Terraform', () => {
  // dev with more memory, a schedule, a permission and a longer retention; cut to what changes, and one that doesn't.
  const file = join(import.meta.dirname, '__fixtures__', 'four-changes.json');
  const changes = readChanges(JSON.parse(readFileSync(file, 'utf8')));

  test('is told in a headline that counts a new task revision as a change', () => {
    expect(headline(changes)).toBe('4 to change (1 new task revision)');
  });

  test('is listed with what moves, and without what AWS only writes otherwise', () => {
    expect(listChanges(changes)).toEqual([
      '  ~ aws_cloudwatch_log_group.jobs_flight-delays_log-group: retention_in_days 7 → 14',
      '  ~ aws_iam_role_policy.jobs_flight-delays_task-role_policy: policy changes',
      '  ~ aws_scheduler_schedule.jobs_flight-delays_schedule: schedule_expression "rate(1 day)" → "cron(15 4 * * ? *)", state "DISABLED" → "ENABLED"',
      '  ~ aws_ecs_task_definition.jobs_flight-delays_task-definition: new revision, memory "512" → "1024"',
    ]);
  });
});

describe('a change', () => {
  test.each([
    ['create', ['create'], '1 to create'],
    ['update', ['update'], '1 to change'],
    ['delete', ['delete'], '1 to destroy'],
    ['forget', ['forget'], '1 to forget'],
    ['replace', ['delete', 'create'], '1 to replace'],
    ['replace in the other order', ['create', 'delete'], '1 to replace'],
    ['no change', ['no-op'], 'no changes'],
    ['read', ['read'], 'no changes'],
  ])('%s is counted', (_, actions, words) => {
    expect(headline(readChanges(plan({ actions, before: {}, after: {} })))).toBe(words);
  });

  test('that only imports is one', () => {
    const changes = readChanges(
      plan({ actions: ['no-op'], before: {}, after: {}, importing: { id: 'x' } }),
    );
    expect(headline(changes)).toBe('1 to import');
  });

  test('of a task definition whose old revision goes is a replacement', () => {
    const change = { actions: ['delete', 'create'], before: {}, after: { skip_destroy: false } };
    expect(headline(readChanges(plan(change, 'aws_ecs_task_definition')))).toBe('1 to replace');
  });

  test('shows no value that Terraform calls sensitive, before or after', () => {
    for (const marks of [{ before_sensitive: { a: true } }, { after_sensitive: { a: true } }]) {
      const changes = readChanges(
        plan({ actions: ['update'], before: { a: 'old' }, after: { a: 'new' }, ...marks }),
      );
      expect(changes[0]?.attributes).toEqual([{ name: 'a' }]);
    }
  });

  test('shows no long value, and nothing that is known only after the apply', () => {
    const before = { long: 'x', id: 'i', same: '{"a":1,"b":2}', nothing: null };
    const after = { long: 'y'.repeat(100), id: null, same: '{ "b": 2, "a": 1 }', nothing: [] };
    const changes = readChanges(
      plan({ actions: ['update'], before, after, after_unknown: { id: true } }),
    );
    expect(changes[0]?.attributes).toEqual([{ name: 'long' }]);
  });
});

describe("what the team's own code makes", () => {
  const policy = (...statements: object[]) => JSON.stringify({ Statement: statements });
  const change = (before: string, after: string) => ({
    resource_changes: [
      {
        address: 'aws_iam_role_policy.jobs_a_task-role_policy',
        type: 'aws_iam_role_policy',
        change: { actions: ['update'], before: { policy: before }, after: { policy: after } },
      },
    ],
  });
  const own = { Sid: 'Permissions0', Action: ['s3:GetObject'] };
  const granted = { Sid: 'Extension0', Action: ['dynamodb:GetItem'] };

  test('is listed with the file it comes from, in the place of a line of YAML', () => {
    const resource_changes = Array.from({ length: 8 }, (_, index) => ({
      address: `aws_sns_topic.extensions_${index}`,
      type: 'aws_sns_topic',
      change: { actions: ['create'], before: null, after: {} },
    }));

    expect(listChanges(readChanges({ resource_changes }))).toEqual([
      '  + extensions: 8 sns_topic (from stacks/extensions.ts)',
    ]);
    expect(listChanges(readChanges({ resource_changes: resource_changes.slice(0, 1) }))).toEqual([
      '  + aws_sns_topic.extensions_0 (from stacks/extensions.ts)',
    ]);
  });

  test("is told apart from what the file says in a role's policy", () => {
    expect(listChanges(readChanges(change(policy(own), policy(own, granted))))).toEqual([
      '  ~ aws_iam_role_policy.jobs_a_task-role_policy: policy changes (Extension0 from stacks/extensions.ts)',
    ]);
    expect(listChanges(readChanges(change(policy(granted), policy(granted, own))))).toEqual([
      '  ~ aws_iam_role_policy.jobs_a_task-role_policy: policy changes',
    ]);
  });
});

describe('many changes', () => {
  test('of one kind in one place are one line', () => {
    const resource_changes = Array.from({ length: 8 }, (_, index) => ({
      address: `aws_subnet.network_${index}`,
      type: 'aws_subnet',
      change: { actions: ['create'], before: null, after: {} },
    }));
    expect(listChanges(readChanges({ resource_changes }))).toEqual(['  + network: 8 subnet']);
  });

  test('of what exists are never summed up', () => {
    const resource_changes = Array.from({ length: 8 }, (_, index) => ({
      address: `aws_subnet.network_${index}`,
      type: 'aws_subnet',
      change: { actions: ['delete', 'create'], before: {}, after: {} },
    }));
    expect(listChanges(readChanges({ resource_changes }))).toHaveLength(8);
  });
});
