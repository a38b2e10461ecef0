import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plans } from '../../../tests/support/plans.ts';
import { disguiseIn } from '../../../tests/support/planted.ts';
import { readPlan } from '../read.ts';
import { hide } from './hide.ts';

const HARMLESS = [
  't4g.micro',
  'cron(15 3 * * ? *)',
  'arn:aws:iam::123456789012:role/nightshift/dev/flight-delays',
];
const secret = fc.string({
  minLength: 8,
  maxLength: 40,
  unit: fc.constantFrom(...'aZ9q+/ "\\<%ä$'),
});

describe('any plan', () => {
  test('a planted secret is nowhere, in no disguise, and what is harmless is there', () => {
    const planted = secret
      .filter((text) => text.trim().length >= 8)
      .chain((text) =>
        plans({ secret: `${text.trim()}7x`, harmless: HARMLESS }).map(({ text: json }) => ({
          json,
          text: `${text.trim()}7x`,
        })),
      );
    fc.assert(
      fc.property(planted, ({ json, text }) => {
        const shown = JSON.stringify(hide(readPlan(json)));
        expect(disguiseIn(shown, text)).toBeUndefined();
        for (const one of HARMLESS) expect(shown).toContain(one);
      }),
      { numRuns: 500 },
    );
  });
});
