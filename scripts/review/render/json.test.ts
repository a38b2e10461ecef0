import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { proofOf, reviewOf, says, sections } from '../../../tests/support/reviews.ts';
import { Hidden, UNKNOWN } from '../plan.ts';
import { quote, words } from '../words.ts';
import { jsonText, toJson } from './json.ts';

describe('a review as JSON', () => {
  test('has its words as plain text', () => {
    const json = toJson(
      reviewOf({
        verdict: words`changes ${quote('x')}`,
        rows: [{ key: 'a', to: [quote('b')], effects: [words`may ${quote('s3:*')}`], risk: 'low' }],
        unattributed: [
          { cause: ['code'], effects: [{ address: 'a.b', findings: [says('made')] }] },
        ],
      }),
    );

    expect(json).toMatchObject({
      verdict: 'changes x',
      rows: [{ key: 'a', to: 'b', effects: ['may s3:*'], risk: 'low' }],
      unattributed: [{ cause: 'code', effects: [{ address: 'a.b', words: ['made'] }] }],
    });
  });

  test('says what is hidden and what is known later, and leaves out what is not there', () => {
    const proof = proofOf('a.b', [
      { path: ['secret'], before: new Hidden(), after: new Hidden() },
      { path: ['arn'], before: 'x', after: UNKNOWN },
      { path: ['name'], after: 'y' },
    ]);
    const { changes } = JSON.parse(JSON.stringify(toJson(reviewOf({ proofs: [proof] }))));

    expect(changes[0]).toMatchObject({ address: 'a.b', action: 'update', revision: false });
    expect(changes[0].fields).toEqual([
      { path: ['secret'], before: '(hidden)', after: '(hidden)', forces: false },
      {
        path: ['arn'],
        before: 'x',
        after: '(known after apply)',
        known: 'after apply',
        forces: false,
      },
      { path: ['name'], after: 'y', forces: false },
    ]);
  });

  test("is no command where it stands in a job's log, and says the same", () => {
    const json = toJson(
      reviewOf({ verdict: ['##[group]x ::error::y \u202e \u009b \u{e0041} ä😀'] }),
    );

    expect(jsonText(json)).not.toMatch(/##\[|^\s*::|\u202e|\u009b|\udb40/m);
    expect(jsonText(json)).toContain('ä😀');
    expect(JSON.parse(jsonText(json))).toEqual(JSON.parse(JSON.stringify(json)));
  });

  test('is JSON whatever is in it', () => {
    fc.assert(
      fc.property(sections, (given) => {
        for (const one of given)
          if (one.kind === 'review') {
            const json = JSON.parse(JSON.stringify(toJson(one.review)));
            expect(json.changes).toHaveLength(one.review.proofs.length);
          }
      }),
      { numRuns: 50 },
    );
  });
});
