import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import { type Change, UNKNOWN } from '../plan.ts';
import { isRevision } from './revision.ts';

const replaced = (type: string, over: Partial<Change> = {}): Change =>
  changeOf(
    type,
    { engine: 'a' },
    { engine: 'a' },
    {
      action: 'replace',
      order: 'delete first',
      reason: 'replace_because_cannot_update',
      ...over,
    },
  );

describe('a task definition', () => {
  const task = (skip: boolean): Change =>
    changeOf(
      'aws_ecs_task_definition',
      { memory: '512', revision: 1, arn: 'x', skip_destroy: skip },
      { memory: '1024', revision: UNKNOWN, arn: UNKNOWN, skip_destroy: skip },
      { action: 'replace', forcedBy: [['memory']] },
    );

  test('whose revisions stay has a new one', () => {
    expect(said(task(true))).toEqual([
      'memory 512 → 1024 MiB',
      'new task revision: the next run uses it; a run in progress keeps the old one',
    ]);
    expect(explained(task(true)).map(({ risk }) => risk)).toEqual(['none', 'none']);
    expect([task(true), task(false), changeOf('x', {}, {})].map(isRevision)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('whose revisions go loses the old one', () => {
    expect(said(task(false))).toEqual([
      'memory 512 → 1024 MiB',
      "new task revision, since memory can't be changed in place; the old one is deregistered: nothing can start from it any more",
    ]);
    expect(explained(task(false))[1]?.reason).toBe('deregisters a task revision');
  });
});

describe('a replacement', () => {
  const GONE = 'the old one is destroyed before the new one is created';

  test.each<[string, Partial<Change>, string]>([
    [
      'by what can not be changed',
      { forcedBy: [['engine'], ['size']] },
      `file is replaced, since engine and size can't be changed in place; ${GONE}`,
    ],
    [
      'by many',
      { forcedBy: [['a'], ['b'], ['c'], ['d'], ['e']] },
      `file is replaced, since a, b, c and 2 more can't be changed in place; ${GONE}`,
    ],
    [
      'of what is tainted',
      { reason: 'replace_because_tainted' },
      `file is replaced, since it is tainted: it may be only half created; ${GONE}`,
    ],
    [
      'that was asked for',
      { reason: 'replace_by_request' },
      `file is replaced, since somebody asked for it with -replace; ${GONE}`,
    ],
    [
      'that follows another',
      { reason: 'replace_by_triggers' },
      `file is replaced, since something it depends on changes (replace_triggered_by); ${GONE}`,
    ],
    ['for no known reason', {}, `file is replaced; ${GONE}`],
    [
      'in the other order',
      { order: 'create first' },
      'file is replaced; the new one is created before the old one is destroyed',
    ],
    [
      'that lets go of the old one',
      { oldForgotten: true },
      'file is replaced; the old one stays as it is, no longer managed',
    ],
  ])('%s', (_, over, expected) => {
    expect(said(replaced('file', over))).toEqual([expected]);
  });

  test.each<[string, Partial<Change>, string]>([
    ['aws_lb', {}, 'medium'],
    ['aws_lb', { order: 'create first' }, 'low'],
    ['aws_lb', { oldForgotten: true }, 'low'],
    ['aws_s3_bucket', { oldForgotten: true }, 'low'],
    ['aws_ecs_task_definition', { oldForgotten: true }, 'low'],
    ['terraform_data', {}, 'low'],
    ['null_resource', {}, 'low'],
  ])('of %s with %j has a risk', (type, over, risk) => {
    expect(explained(replaced(type, over)).map((one) => one.risk)).toEqual([risk]);
  });
});

describe('where something comes from', () => {
  const same = { name: 'x' };
  const stays = (over: Partial<Change>): Change =>
    changeOf('aws_sqs_queue', same, same, { action: 'stay', ...over });

  test.each<[string, Change, string[]]>([
    [
      'another address',
      stays({ previousAddress: 'aws_sqs_queue.old' }),
      ['renamed from aws_sqs_queue.old: nothing changes in AWS'],
    ],
    [
      'another address of another cloud',
      changeOf('google_pubsub_topic', same, same, {
        action: 'stay',
        previousAddress: 'google_pubsub_topic.old',
      }),
      ['renamed from google_pubsub_topic.old: nothing changes'],
    ],
    [
      'another address, with a change',
      changeOf(
        'aws_sqs_queue',
        { delay_seconds: 1 },
        { delay_seconds: 2 },
        { previousAddress: 'aws_sqs_queue.old' },
      ),
      ['renamed from aws_sqs_queue.old', 'queue: delay seconds 1 → 2'],
    ],
    [
      'AWS, by its id',
      stays({ importing: { id: 'q-1' } }),
      ['exists already (q-1): Terraform manages it from now on'],
    ],
    [
      'AWS, by its identity',
      stays({ importing: { identity: { account_id: '123456789012', url: 'https://q' } } }),
      ['exists already (url https://q): Terraform manages it from now on'],
    ],
    [
      'AWS, by what nobody knows yet',
      stays({ importing: { id: UNKNOWN } }),
      ['exists already (known after apply): Terraform manages it from now on'],
    ],
    [
      'nowhere: only marks change',
      stays({ sensitivityOnly: true }),
      ['no value changes, only what is marked as sensitive'],
    ],
  ])('%s', (_, change, expected) => {
    expect(said(change)).toEqual(expected);
  });

  test.each<[string | undefined, string]>([
    ['delete_because_no_resource_config', 'destroys topic x'],
    ['delete_because_count_index', 'destroys topic x: count no longer includes it'],
    ['delete_because_each_key', 'destroys topic x: its key is no longer in for_each'],
    ['delete_because_no_module', 'destroys topic x: its module is gone'],
    ['delete_because_wrong_repetition', 'destroys topic x: its count or for_each was changed'],
    [
      'delete_because_no_move_target',
      'destroys topic x: it was moved to where nothing is configured',
    ],
  ])('and why it goes: %s', (reason, expected) => {
    const change = changeOf(
      'aws_sns_topic',
      same,
      undefined,
      reason === undefined ? {} : { reason },
    );

    expect(said(change)).toEqual([expected]);
  });

  test('what a failed replacement left is told as such', () => {
    expect(said(changeOf('aws_sns_topic', same, undefined, { deposed: '1234' }))).toEqual([
      'destroys the old topic that a failed replacement left behind',
    ]);
  });
});
