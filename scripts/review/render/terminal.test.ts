import { styleText } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { proofOf, section, sections } from '../../../tests/support/reviews.ts';
import type { Risk } from '../finding.ts';
import { Hidden, UNKNOWN } from '../plan.ts';
import { quote, words } from '../words.ts';
import { renderTerminal } from './terminal.ts';

const many = section('prod', {
  proofs: Array.from({ length: 30 }, (_, index) =>
    proofOf(
      `aws_x.n${index}`,
      Array.from({ length: 3 }, (_, at) => ({ path: [`a${at}`], before: 1, after: 2 })),
    ),
  ),
});

describe('the review in a terminal', () => {
  test('says what the comment says', () => {
    const lines = renderTerminal(
      [
        section('prod', {
          file: 'environments/prod.yaml',
          verdict: ['changes 1, replaces 0, destroys 0'],
          risk: { level: 'medium', reasons: ['widens permissions'] },
          first: [{ about: 'data', words: words`loses ${quote('x')}`, risk: 'high', tells: [] }],
          rows: [
            {
              key: 'jobs.x.memory',
              place: { file: 'environments/prod.yaml', line: 14, column: 1 },
              from: ['512 MiB'],
              to: ['1024 MiB'],
              effects: [['+$0.04/month']],
              risk: 'none',
            },
          ],
          proofs: [proofOf('aws_x.y', [{ path: ['memory'], before: 512, after: 1024 }])],
        }),
      ],
      { colour: false },
    );

    expect(lines).toEqual([
      'prod: changes 1, replaces 0, destroys 0',
      'Risk medium: widens permissions',
      '  ! loses x',
      '  jobs.x.memory: 512 MiB → 1024 MiB  (line 14)',
      '      +$0.04/month',
      '',
      '  ~ aws_x.y: update: memory',
      '      - memory: 512',
      '      + memory: 1024',
      '',
      'Terraform counts 0 to add, 1 to change, 0 to destroy',
    ]);
  });

  test('is coloured where that is wanted', () => {
    expect(renderTerminal([many], { colour: true }).join('\n')).toContain('\x1b[32m');
    expect(renderTerminal([many], { colour: false }).join('\n')).not.toContain('\x1b');
  });

  test.each<[Risk, Parameters<typeof styleText>[0]]>([
    ['none', 'reset'],
    ['low', 'green'],
    ['medium', 'yellow'],
    ['high', ['bold', 'red']],
  ])('has its colour for what is of risk %s', (risk, style) => {
    const rows = [{ key: 'jobs.x.memory', effects: [['an effect']], risk }];

    expect(renderTerminal([section('prod', { rows })], { colour: true })).toContain(
      `      ${styleText(style, 'an effect', { validateStream: false })}`,
    );
  });

  test.each<[Risk, string]>([
    ['low', '  '],
    ['medium', '! '],
    ['high', '! '],
  ])('marks a row of risk %s without colours too', (risk, sign) => {
    const rows = [{ key: 'jobs.x.memory', effects: [], risk }];

    expect(renderTerminal([section('prod', { rows })], { colour: false })).toContain(
      `${sign}jobs.x.memory: `,
    );
  });

  test.each<[string, Parameters<typeof styleText>[0], Parameters<typeof proofOf>[1]]>([
    ['+ a: 1', 'green', [{ path: ['a'], after: 1 }]],
    ['- a: 1', 'red', [{ path: ['a'], before: 1 }]],
    [
      '! a: (changed, hidden)',
      'yellow',
      [{ path: ['a'], before: new Hidden(), after: new Hidden() }],
    ],
    ['# known after apply: a', 'dim', [{ path: ['a'], before: 1, after: UNKNOWN }]],
  ])('has its colour for a line as "%s"', (line, style, fields) => {
    const shown = renderTerminal([section('prod', { proofs: [proofOf('aws_x.y', fields)] })], {
      colour: true,
    });

    expect(shown).toContain(styleText(style, `      ${line}`, { validateStream: false }));
  });

  test('shows diffs as long as a screen holds them, or all of them', () => {
    const some = renderTerminal([many], { colour: false });
    const all = renderTerminal([many], { colour: false, full: true });

    for (let index = 0; index < 30; index++)
      expect(some.some((line) => line.includes(`aws_x.n${index}: `))).toBe(true);
    expect(some).toContain('  24 diffs left out: --full shows all');
    expect(all.filter((line) => line.includes('+ a0: 2'))).toHaveLength(30);
    expect(all.join('\n')).not.toContain('left out');
  });

  test('says why there is no review', () => {
    const failed = { kind: 'failed' as const, environment: 'dev', message: 'a\n\x1b[2Jb' };

    expect(renderTerminal([failed], { colour: false })).toEqual([
      'dev: plan failed',
      '  a',
      '  (U+001B)[2Jb',
    ]);
  });

  test('is never steered by what is in the reviews', () => {
    fc.assert(
      fc.property(sections, fc.boolean(), (given, full) => {
        const text = renderTerminal(given, { colour: false, full }).join('');

        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
        expect(text).not.toMatch(/[\0-\x08\n-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]/);
      }),
      { numRuns: 100 },
    );
  });
});
