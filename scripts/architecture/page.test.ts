import { describe, expect, test } from '@jest/globals';
import { compareKinds } from './page.ts';

describe('reasons', () => {
  test('fit the kinds that are made', () => {
    expect(() => compareKinds(new Set(['aws_a', 'aws_b']), { aws_a: {}, aws_b: {} })).not.toThrow();
  });

  test('that a kind lacks are asked for, and those without a kind are not kept', () => {
    expect(() => compareKinds(new Set(['aws_a']), { aws_b: {} })).toThrow(
      [
        'aws_a has no reason: say in scripts/architecture/kinds.ts what it is for and what it costs',
        'no example environment makes aws_b: remove it from scripts/architecture/kinds.ts, or add a key to examples.ts',
      ].join('\n'),
    );
  });
});
