/** What no key explains, with its cause. */
import { describe, expect, test } from '@jest/globals';
import { changeOf, NOW } from '../../tests/support/change.ts';
import { environmentOf } from '../../tests/support/environment.ts';
import type { Attribution } from './attribute.ts';
import { subject } from './diff.ts';
import { explain } from './explain/index.ts';
import { type Known, sayFindings } from './finding.ts';
import { type Change, type Tree, UNKNOWN } from './plan.ts';
import { unattributed } from './rest.ts';
import type { Proof } from './review.ts';
import { plain, words } from './words.ts';

const ADDRESS = 'aws_iam_role_policy.jobs_x_task-role_policy';
const OURS: Known = { now: NOW, environment: environmentOf() };

const statement = (Sid: string, action: string): Tree => ({
  Sid,
  Effect: 'Allow',
  Action: [action],
  Resource: ['arn:aws:dynamodb:eu-central-1:123456789012:table/t'],
});
const READS = statement('Permissions0', 'dynamodb:GetItem');
const SCANS = statement('Permissions0', 'dynamodb:Scan');
const WRITES = statement('Extension0', 'dynamodb:PutItem');
const REMOVES = statement('Extension0', 'dynamodb:DeleteItem');

const policy = (before: readonly Tree[], after: readonly Tree[]): Change =>
  changeOf(
    'aws_iam_role_policy',
    { role: 'r', policy: { Statement: before } },
    { role: 'r', policy: { Statement: after } },
    { address: ADDRESS },
  );

const proofOf = (change: Change, known: Known): Proof => {
  const one = subject(change);
  return { ...one, findings: explain(one, known), revision: false };
};

/** A key that changes the policy. */
const keyed: Attribution = {
  before: {},
  after: {},
  blocks: new Map(),
  effects: [
    {
      change: { path: ['jobs', 'x', 'permissions', 0], before: undefined, after: {} },
      blocks: [
        { address: ADDRESS, action: 'update', attributes: ['policy'], before: {}, after: {} },
      ],
    },
  ],
  shared: new Map(),
  together: [],
  elsewhere: [],
};

function told(
  change: Change,
  {
    known = OURS,
    attribution,
    byKey = [],
  }: { known?: Known; attribution?: Attribution | undefined; byKey?: readonly Change[] } = {},
): string[][] {
  const groups = unattributed({
    proofs: [proofOf(change, known)],
    known,
    attribution,
    keyed: byKey.map((one) => proofOf(one, known)),
    drifted: new Set(),
    otherwise: words`by whatever`,
  });
  return groups.map(({ cause, effects }) => [
    plain(cause),
    ...effects.flatMap((effect) => sayFindings(effect.findings).map(plain)),
  ]);
}

describe('a statement of the team’s own code', () => {
  test('is told as such', () => {
    expect(told(policy([READS], [READS, WRITES]))).toEqual([
      ['from stacks/extensions.ts', 'the job x may now dynamodb:PutItem on table t'],
    ]);
  });

  test('stands apart from what another statement does', () => {
    expect(told(policy([READS, WRITES], [SCANS]))).toEqual([
      ['from stacks/extensions.ts', 'the job x may no longer dynamodb:PutItem on table t'],
      [
        'by whatever',
        'the job x may now dynamodb:Scan on table t',
        'the job x may no longer dynamodb:GetItem on table t',
      ],
    ]);
  });

  test('is told although a key changes the same policy', () => {
    const byKey = [policy([READS, WRITES], [SCANS, WRITES])];

    expect(told(policy([READS], [SCANS, WRITES]), { attribution: keyed, byKey })).toEqual([
      ['from stacks/extensions.ts', 'the job x may now dynamodb:PutItem on table t'],
    ]);
  });

  test('is not told twice if a key is what changes it', () => {
    const change = policy([READS, WRITES], [READS, REMOVES]);

    expect(told(change, { attribution: keyed, byKey: [change] })).toEqual([]);
  });

  test('is nobody’s in a plan of somebody else', () => {
    const table = changeOf('aws_dynamodb_table', undefined, { name: 't' });
    const known = { now: NOW };

    expect(told(policy([READS], [READS, WRITES]), { known })).toEqual([
      ['by whatever', 'the job x may now dynamodb:PutItem on table t'],
    ]);
    const own = { ...table, address: 'aws_dynamodb_table.extensions_t' };
    expect(told(own, { known })).toEqual([['by whatever', 'new table t']]);
    expect(told(own)).toEqual([['from stacks/extensions.ts', 'new table t']]);
  });
});

describe('what is made anew, or only known later', () => {
  const none: Attribution = { ...keyed, effects: [] };
  const queue = { name: 'q' };

  test.each([
    ['replace_by_request', 'queue is replaced, since somebody asked for it with -replace'],
    ['replace_by_triggers', 'queue is replaced, since something it depends on changes'],
    ['replace_because_tainted', 'queue is replaced, since it is tainted'],
  ])('%s is told though no attribute differs', (reason, words) => {
    const change = changeOf('aws_thing_queue', queue, queue, { action: 'replace', reason });

    for (const attribution of [none, undefined])
      expect(told(change, { attribution })[0]?.[1]).toContain(
        words.replace('queue', 'thing queue'),
      );
  });

  const later = changeOf('aws_iam_role_policy', { policy: { Statement: [] } }, { policy: UNKNOWN });

  test('permissions that nobody knows yet are told', () => {
    expect(told(later, { attribution: none })).toEqual([
      ['by whatever', 'what the role it may do is known only after apply'],
    ]);
  });

  const computed = changeOf('aws_thing', { name: 'a', etag: '1' }, { name: 'a', etag: UNKNOWN });

  test('what a provider computes follows from what the files change; of anyone’s plan nobody knows', () => {
    expect(told(computed, { attribution: none })).toEqual([]);
    expect(told(computed)).toEqual([['by whatever', 'thing: etag known after apply']]);
  });
});

describe('tags', () => {
  const block = {
    address: 'provider.aws',
    action: 'update' as const,
    attributes: ['default_tags'],
    before: {},
    after: {},
  };
  const [effect] = keyed.effects;
  const attribution: Attribution = {
    ...keyed,
    effects: effect ? [{ ...effect, blocks: [block] }] : [],
  };
  const all = { team: 'b' };

  test('that a default tag takes the place of follow from the key that sets it', () => {
    const change = changeOf(
      'aws_vpc',
      { tags: { team: 'a' }, tags_all: { team: 'a' } },
      { tags: {}, tags_all: all },
    );

    expect(told(change, { attribution })).toEqual([]);
  });

  test('of its own that a resource loses do not', () => {
    const change = changeOf(
      'aws_vpc',
      { tags: { own: 'x' }, tags_all: { own: 'x', team: 'a' } },
      { tags: {}, tags_all: all },
    );

    expect(told(change, { attribution })).toEqual([
      ['by whatever', expect.stringContaining('own')],
    ]);
  });
});
