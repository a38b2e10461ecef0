import { describe, expect, test } from '@jest/globals';
import { changeOf, explained } from '../../tests/support/change.ts';
import type { Row } from './review.ts';
import { type RowProps, rowOf } from './rows.ts';
import { plain } from './words.ts';

describe('a row', () => {
  const row = (change: Partial<RowProps['change']>, over: Partial<RowProps> = {}): Row =>
    rowOf({
      change: { path: ['jobs', 'x', 'spot'], before: undefined, after: undefined, ...change },
      before: change.before as RowProps['before'],
      after: change.after as RowProps['after'],
      origin: { file: 'prod.yaml', line: 1, column: 1 },
      effects: [],
      tagged: undefined,
      deltaUsd: undefined,
      addresses: [],
      ...over,
    });
  const sides = ({ from = [], to = [] }: Row): string[] => [plain(from), plain(to)];

  test('tells a value that comes from one that goes', () => {
    expect(sides(row({ after: 'a' }))).toEqual(['not set', 'a']);
    expect(sides(row({ before: 'a' }))).toEqual(['a', 'removed']);
    expect(sides(row({ before: 'a', after: 'b' }))).toEqual(['a', 'b']);
    expect(sides(row({ before: [], after: ['b'] }))).toEqual(['none', 'b']);
    expect(sides(row({ after: { a: 1 } }))).toEqual(['', 'added']);
    expect(sides(row({ before: { a: 1 } }))).toEqual(['', 'removed']);
  });

  test('says that the diffs tell which permissions services get', () => {
    const change = changeOf('aws_iam_role_policy', undefined, {
      role: 'r',
      policy: {
        Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:::x' }],
      },
    });
    const one = row(
      { before: false, after: true },
      { effects: [{ change, findings: explained(change) }] },
    );

    expect(one.effects.map(plain)).toContain(
      'gives AWS services permissions in 1 resource: see the diffs',
    );
    expect(one.risk).toBe('medium');
  });
});
