import { describe, expect, test } from '@jest/globals';
import type { Finding } from './finding.ts';
import { firstFindings } from './first.ts';
import type { Change } from './plan.ts';
import type { Proof } from './review.ts';
import { countChanges, isEmpty, riskOf, sayCounts, sayVerdict } from './verdict.ts';
import { plain, words } from './words.ts';

const change = (over: Partial<Change>): Change => ({
  address: 'aws_sqs_queue.x',
  type: 'aws_sqs_queue',
  name: 'x',
  provider: '',
  action: 'update',
  forcedBy: [],
  sensitivityOnly: false,
  ...over,
});
const TASK = { type: 'aws_ecs_task_definition', action: 'replace' } as const;
const finding = (over: Partial<Finding>): Finding => ({
  about: 'other',
  words: words`something`,
  risk: 'none',
  tells: [],
  ...over,
});
const proof = (address: string, ...findings: Finding[]): Proof => ({
  change: change({ address }),
  fields: [],
  findings,
  revision: false,
});

describe('counts', () => {
  test.each<[string, Partial<Change>[], string]>([
    ['nothing', [], 'no changes'],
    ['an update', [{}], 'changes 1, replaces 0, destroys 0'],
    [
      'a new revision that leaves the old one',
      [{ ...TASK, after: { skip_destroy: true } }],
      'changes 1 (1 new task revision), replaces 0, destroys 0',
    ],
    [
      'a task definition whose old revision goes',
      [{ ...TASK, after: { skip_destroy: false } }],
      'changes 0, replaces 1, destroys 0',
    ],
    [
      'creates and destroys',
      [{ action: 'create' }, { action: 'delete' }, { action: 'delete', deposed: 'a1' }],
      'creates 1, changes 0, replaces 0, destroys 2',
    ],
    [
      'an import that changes nothing',
      [{ action: 'stay', importing: { id: 'x' } }],
      'imports 1, changes 0, replaces 0, destroys 0',
    ],
    [
      'an import that changes something',
      [{ importing: { id: 'x' } }],
      'imports 1, changes 1, replaces 0, destroys 0',
    ],
    [
      'a move',
      [{ action: 'stay', previousAddress: 'a.b' }],
      'changes 0, replaces 0, destroys 0, moves 1',
    ],
    ['a forget', [{ action: 'forget' }], 'changes 0, replaces 0, destroys 0, forgets 1'],
    [
      'marks alone',
      [{ action: 'stay', sensitivityOnly: true }],
      'changes 0, replaces 0, destroys 0, marks 1 as sensitive, or no longer',
    ],
  ])('of %s', (_, changes, said) => {
    const counts = countChanges(changes.map(change));

    expect(sayCounts(counts)).toBe(said);
    expect(isEmpty(counts)).toBe(said === 'no changes');
  });

  test('of an output that changes alone are not empty', () => {
    const counts = countChanges(
      [],
      [{ name: 'x', action: 'update', before: 1, after: 2, sensitivityOnly: false }],
    );

    expect(sayCounts(counts)).toBe('changes 0, replaces 0, destroys 0, changes outputs 1');
  });
});

describe('the verdict', () => {
  const counts = countChanges([change({})]);
  const widened = finding({ permissions: 'widened' });
  const verdict = (proofs: Proof[], money?: { before: number | undefined; after: number }) =>
    plain(sayVerdict({ counts, proofs, money }));

  test('counts jobs whose permissions change once, whatever role they stand in', () => {
    expect(
      verdict([
        proof('aws_iam_role_policy.jobs_a_task-role_policy', widened),
        proof('aws_iam_role_policy.jobs_a_execution-role_policy', widened),
        proof(
          'aws_iam_role_policy.jobs_b-c_task-role_policy',
          finding({ permissions: 'narrowed' }),
        ),
      ]),
    ).toBe(
      'changes 1, replaces 0, destroys 0. Widens permissions of 1 job. Narrows permissions of 1 job',
    );
  });

  test('tells what is no job apart', () => {
    expect(
      verdict([
        proof('aws_iam_role_policy.jobs_a_x', widened),
        proof('aws_s3_bucket_policy.x', widened),
      ]),
    ).toContain('Widens permissions of 1 job and in 1 resource');
    expect(verdict([proof('aws_s3_bucket_policy.x', widened)])).toContain(
      'Widens permissions in 1 resource',
    );
  });

  test('tells what runs and what waits, and never that nothing changes then', () => {
    const beside = { proofs: [], money: undefined, invocations: 1, deferred: 2 };
    const waits = 'Runs 1 action. Puts off 2 changes to a later plan';

    expect(plain(sayVerdict({ ...beside, counts }))).toBe(
      `changes 1, replaces 0, destroys 0. ${waits}`,
    );
    expect(plain(sayVerdict({ ...beside, counts: countChanges([]) }))).toBe(waits);
  });

  test('says what is the same as little as possible', () => {
    const same = proof('aws_iam_role_policy.x', finding({ permissions: 'same' }));

    expect(verdict([same], { before: 1, after: 1.00001 })).toBe(
      'changes 1, replaces 0, destroys 0',
    );
  });

  test.each([
    [{ before: 1, after: 1.041 }, '+$0.04/month'],
    [{ before: 1, after: 0.959 }, '-$0.04/month'],
    [{ before: 1, after: 1.004 }, '+$0.0040/month'],
    [{ before: undefined, after: 0.31 }, '$0.31/month'],
  ])('says what %j costs', (money, said) => {
    expect(verdict([], money)).toBe(`changes 1, replaces 0, destroys 0. ${said}`);
  });
});

describe('the risk', () => {
  test('is the greatest there is, with each reason once and the worst first', () => {
    expect(
      riskOf([
        finding({ risk: 'low', reason: 'starts a schedule' }),
        finding({ risk: 'high', reason: 'destroys data' }),
        finding({ risk: 'high', reason: 'destroys data' }),
        finding({ risk: 'none', reason: 'nothing' }),
        finding({ risk: 'medium', reason: 'foreign image' }),
      ]),
    ).toEqual({ level: 'high', reasons: ['destroys data', 'foreign image', 'starts a schedule'] });
  });

  test('of permissions that go alone is said, beside other reasons it is not', () => {
    const narrowed = finding({ risk: 'low', permissions: 'narrowed' });
    expect(riskOf([narrowed])).toEqual({ level: 'low', reasons: ['narrows permissions'] });
    const starts = finding({ risk: 'low', reason: 'starts a schedule' });
    expect(riskOf([narrowed, starts])).toEqual({ level: 'low', reasons: ['starts a schedule'] });
  });

  test('of nothing is none', () => {
    expect(riskOf([])).toEqual({ level: 'none', reasons: [] });
  });
});

describe('what is said first', () => {
  const sound = { checks: [], complete: true, errored: false, invocations: [], deferred: [] };
  const said = (proofs: Proof[], plan: Parameters<typeof firstFindings>[1]) =>
    firstFindings(proofs, plan).map((one) => `${one.risk}: ${plain(one.words)}`);

  test('is nothing as long as nothing is lost, fails or is missing', () => {
    expect(said([proof('x', finding({ about: 'data', risk: 'medium' }))], sound)).toEqual([]);
  });

  test('is what is lost', () => {
    const lost = finding({ about: 'data', risk: 'high', words: words`destroys bucket x` });

    expect(said([proof('x', lost)], sound)).toEqual(['high: destroys bucket x']);
  });

  test('is that the plan is not all, and checks that fail', () => {
    const checks = [
      { address: 'check.a', status: 'fail', problems: ['too old', 'too large'] },
      { address: 'check.b', status: 'unknown', problems: [] },
    ] as const;

    expect(said([], { ...sound, checks, complete: false })).toEqual([
      'medium: check check.a fails: too old; too large',
      'medium: this plan is incomplete: another must follow it',
    ]);
    expect(said([], { ...sound, complete: false, errored: true })).toEqual([
      'high: planning failed half-way: this is not all',
    ]);
  });

  test('is what runs beside all changes, and what waits for another plan', () => {
    const invocations = [
      { address: 'action.a.b' },
      { address: 'action.c.d', event: 'after_update', resource: 'a_b.c' },
    ];
    const deferred = [{ address: 'a_b.d', reason: 'instance_count_unknown' }];

    expect(said([], { ...sound, invocations, deferred, complete: false })).toEqual([
      'medium: this plan is incomplete: another must follow it',
      'low: runs action action.a.b',
      'low: runs action action.c.d after update of a_b.c',
      'medium: a_b.d is put off to a later plan: instance count unknown',
    ]);
  });
});
