import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changedKeys, putBack } from './changed-keys.ts';
import type { Settings } from './schema.ts';

/** Any tree serves: what is compared doesn't know the schema. */
const settings = (value: object): Settings => JSON.parse(JSON.stringify(value));

const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b'), fc.boolean());
const key = fc.constantFrom('k', 'l', 'm');
const statement = fc.dictionary(key, scalar, { maxKeys: 2 });
const tree = fc.dictionary(
  key,
  fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.array(statement, { maxLength: 4 }),
    fc.dictionary(key, fc.oneof(scalar, fc.array(statement, { maxLength: 3 })), { maxKeys: 3 }),
  ),
);

describe('the keys that differ', () => {
  test('put back together give what was there before', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const changes = changedKeys(settings(before), settings(after));

        expect(
          changes.reduceRight((value, change) => putBack(value, change), settings(after)),
        ).toEqual(before);
      }),
    );
  });

  test('are none exactly if nothing differs', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        expect(changedKeys(settings(before), settings(before))).toEqual([]);
        const same = JSON.stringify(before) === JSON.stringify(after);
        if (changedKeys(settings(before), settings(after)).length === 0) {
          expect(after).toEqual(before);
        } else {
          expect(same).toBe(false);
        }
      }),
    );
  });

  test('put back alone change that key, and nothing beside it', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        for (const change of changedKeys(settings(before), settings(after))) {
          const back = changedKeys(putBack(settings(after), change), settings(after));
          const index = change.path.findIndex((step) => typeof step === 'number');

          if (index < 0) {
            expect(back).toEqual([change]);
          } else {
            // Equal statements can be aligned in several ways, but no change leaves its list.
            const list = change.path.slice(0, index);
            expect(back.length).toBeGreaterThan(0);
            for (const { path } of back) expect(path.slice(0, index)).toEqual(list);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('name a statement that is added in front, not all behind it', () => {
    const [a, b, c] = [{ k: 1 }, { k: 2 }, { k: 3 }];

    expect(changedKeys(settings({ p: [a, b] }), settings({ p: [c, a, b] }))).toEqual([
      { path: ['p', 0], before: undefined, after: c },
    ]);
    expect(changedKeys(settings({ p: [c, a, b] }), settings({ p: [a, b] }))).toEqual([
      { path: ['p', 0], before: c, after: undefined, putBackAt: 0 },
    ]);
  });

  test('lead into a statement that is changed', () => {
    const before = { p: [{ k: 1 }, { k: 2, l: ['x'] }] };
    const after = { p: [{ k: 1 }, { k: 2, l: ['x', 'y'] }] };

    expect(changedKeys(settings(before), settings(after))).toEqual([
      { path: ['p', 1, 'l'], before: ['x'], after: ['x', 'y'] },
    ]);
  });
});
