import { describe, expect, test } from '@jest/globals';
import { section } from '../../../tests/support/reviews.ts';
import type { Risk } from '../finding.ts';
import type { Row } from '../review.ts';
import { quote, words } from '../words.ts';
import { annotationsOf } from './annotations.ts';

const row = (key: string, risk: Risk, parts: Partial<Row> = {}): Row => ({
  key,
  risk,
  place: { file: 'environments/prod.yaml', line: 14, column: 13 },
  effects: [['new task revision'], words`may ${quote('s3:*')}`],
  from: ['512 MiB'],
  to: ['1024 MiB'],
  ...parts,
});

describe('annotations', () => {
  test('stand on the changed line with what follows from it', () => {
    expect(annotationsOf([section('prod', { rows: [row('jobs.x.memory', 'low')] })])).toEqual([
      {
        kind: 'notice',
        file: 'environments/prod.yaml',
        line: 14,
        column: 13,
        title: 'prod: jobs.x.memory',
        message: '512 MiB → 1024 MiB: new task revision; may s3:*',
      },
    ]);
  });

  test.each([
    ['none', 'notice'],
    ['low', 'notice'],
    ['medium', 'warning'],
    ['high', 'warning'],
  ] as const)('of risk %s are a %s', (risk, kind) => {
    expect(annotationsOf([section('prod', { rows: [row('a', risk)] })])).toMatchObject([{ kind }]);
  });

  test('are no more than GitHub shows, the riskiest ones', () => {
    const risks: Risk[] = ['medium', 'none', 'high', 'low'];
    const rows = Array.from({ length: 80 }, (_, index) =>
      row(`k${index}`, risks[index % 4] ?? 'none'),
    );
    const annotations = annotationsOf([section('dev', { rows }), section('prod', { rows })]);
    const keys = annotations.map(({ title }) => Number(title.split('k')[1]) % 4);

    expect(annotations.map(({ kind }) => kind)).toEqual([
      ...Array(10).fill('warning'),
      ...Array(10).fill('notice'),
    ]);
    expect(keys).toEqual([...Array(10).fill(2), ...Array(10).fill(3)]);
  });

  test('need a line, and hide nothing in it', () => {
    const { place: _, ...nowhere } = row('a', 'low');
    const rows = [nowhere, row('b', 'low', { to: ['a\u202eb\nc'], effects: [] })];

    expect(annotationsOf([section('prod', { rows })])).toMatchObject([
      { message: '512 MiB → a(U+202E)b(U+000A)c: changes nothing in AWS' },
    ]);
    expect(annotationsOf([{ kind: 'failed', environment: 'x', message: 'y' }])).toEqual([]);
  });
});
