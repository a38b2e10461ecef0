import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { active, all, parse } from '../../../tests/support/markdown.ts';
import { proofOf, says, section, sections } from '../../../tests/support/reviews.ts';
import { Hidden, UNKNOWN } from '../plan.ts';
import type { Proof, Review, Section } from '../review.ts';
import { quote, words } from '../words.ts';
import { renderComment, renderSummary } from './comment.ts';

const RUN = 'https://github.com/owner/name/actions/runs/12';
const HEAD = '0123456789abcdef0123456789abcdef01234567';

const TASK = 'aws_ecs_task_definition.jobs_flight-delays_task-definition';

const MEMORY = section('prod', {
  file: 'environments/prod.yaml',
  verdict: ['changes 1 (1 new task revision), replaces 0, destroys 0. +$0.04/month'],
  risk: { level: 'low', reasons: ['new task revision'] },
  rows: [
    {
      key: 'jobs.flight-delays.memory',
      place: { file: 'environments/prod.yaml', line: 14, column: 13 },
      from: ['512 MiB'],
      to: ['1024 MiB'],
      effects: [['new task revision'], ['+$0.04/month']],
      risk: 'low',
    },
  ],
  proofs: [
    proofOf(
      TASK,
      [
        { path: ['arn'], before: 'arn:aws:ecs:x', after: UNKNOWN },
        { path: ['memory'], before: '512', after: '1024', forces: true },
        { path: ['revision'], before: 3, after: UNKNOWN },
      ],
      { action: 'replace', revision: true },
    ),
  ],
  terraform: { add: 1, change: 0, destroy: 1, import: 0 },
  money: { before: 0.31, after: 0.35 },
  provenance: { head: HEAD, base: 'main', terraformVersion: '1.11.4', digest: 'ab12' },
});

describe('the comment', () => {
  test('says first what one decides on, then shows the proof', () => {
    expect(renderComment([MEMORY])).toBe(
      [
        '**prod: changes 1 (1 new task revision), replaces 0, destroys 0. +$0.04/month**',
        '',
        '**Risk low: new task revision**',
        '',
        '| changed in `environments/prod.yaml` | from → to | effect |',
        '| --- | --- | --- |',
        '| `jobs.flight-delays.memory` (line 14) | 512 MiB → 1024 MiB | new task revision<br>+$0.04/month |',
        '',
        `<details open><summary><code>~ ${TASK}</code> <code>new revision</code></summary>`,
        '',
        '```diff',
        '- memory: "512"',
        '+ memory: "1024"',
        '# known after apply: arn, revision',
        '```',
        '',
        '</details>',
        '',
        'Terraform counts 1 to add, 0 to change, 1 to destroy · bill $0.31 → $0.35 a month · commit `0123456789ab` · against `main` · Terraform 1.11.4 · change set `ab12`',
        '',
      ].join('\n'),
    );
  });

  test('leads to the line in the commit if the run is known', () => {
    expect(renderComment([MEMORY], { run: RUN })).toContain(
      `([line 14](https://github.com/owner/name/blob/${HEAD}/environments/prod.yaml#L14))`,
    );
  });

  test('warns before all else', () => {
    const lost = section('prod', {
      risk: { level: 'high', reasons: ['destroys data'] },
      first: [
        { about: 'data', words: words`destroys bucket ${quote('x')}`, risk: 'high', tells: [] },
      ],
    });

    expect(renderComment([lost]).split('\n').slice(2, 5)).toEqual([
      '> [!CAUTION]',
      '> **Risk high: destroys data**',
      '>',
    ]);
    expect(renderComment([lost])).toContain('> - 🛑 destroys bucket `x`');
  });

  test('tells what no changed line explains, with its cause', () => {
    const rest = section('dev', {
      unattributed: [
        {
          cause: words`from ${quote('stacks/extensions.ts')}`,
          effects: [{ address: 'aws_sns_topic.x', findings: [says('created')] }],
        },
      ],
      drift: { touched: [words`${quote('aws_vpc.x')} is put back`], elsewhere: 2 },
      outputs: [{ name: 'url', action: 'update', before: 'a', after: 'b', sensitivityOnly: false }],
      checks: [{ address: 'check.x', status: 'unknown', problems: [] }],
    });

    expect(renderComment([rest])).toContain(
      [
        'What changes (from `stacks/extensions.ts`):',
        '',
        '- `aws_sns_topic.x`: created',
        '',
        'Changed outside Terraform:',
        '',
        '- `aws_vpc.x` is put back',
        '',
        'Outputs:',
        '',
        '- `url`: `"a" → "b"`',
        '',
        'Checks:',
        '',
        '- `check.x` is known after the apply',
        '',
        '2 other resources were changed outside Terraform: this plan leaves them as they are · Terraform counts',
      ].join('\n'),
    );
  });

  test('has a heading for each of several environments, what failed and what is risky first', () => {
    const sections: Section[] = [
      section('dev', { counts: { ...counts(), change: 1 } }),
      section('quiet'),
      section('prod', { counts: { ...counts(), change: 1 }, risk: { level: 'high', reasons: [] } }),
      { kind: 'failed', environment: 'staging', message: 'no credentials\nfor ``` it' },
    ];
    const text = renderComment(sections);

    expect(text.match(/^### .*$/gm)).toEqual(['### staging: plan failed', '### prod', '### dev']);
    expect(text).toContain('````text\nno credentials\nfor ``` it\n````');
    expect(text).toContain('\nNo changes: `quiet`\n');
  });

  test('counts what differs outside Terraform', () => {
    const text = renderComment([
      section('dev', { counts: { ...counts(), change: 1 }, drift: { touched: [], elsewhere: 1 } }),
    ]);
    expect(text).toContain(
      '1 other resource was changed outside Terraform: this plan leaves it as it is',
    );
  });

  test('shows the beginning of why a plan failed', () => {
    const message = Array.from({ length: 40 }, (_, index) => `line ${index} ${'x'.repeat(400)}`);
    const text = renderComment([
      { kind: 'failed', environment: 'prod', message: message.join('\n') },
    ]);

    expect(text).toContain('line 29 ');
    expect(text).not.toContain('line 30 ');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(310);
  });

  test('counts one drifted resource as one', () => {
    const one = section('dev', {
      counts: { ...counts(), change: 1 },
      drift: { touched: [], elsewhere: 1 },
    });

    expect(renderComment([one])).toContain(
      '1 other resource was changed outside Terraform: this plan leaves it as it is · ',
    );
  });

  test('says in one line that nothing changes', () => {
    const quiet = section('dev', { drift: { touched: [], elsewhere: 2 } });

    expect(renderComment([quiet, section('prod')])).toBe(
      'No changes: `dev` (2 changed outside Terraform), `prod`\n',
    );
    expect(renderComment([section('')])).toBe('No changes\n');
    expect(renderComment([section('', { drift: { touched: [], elsewhere: 1 } })])).toBe(
      'No changes (1 changed outside Terraform)\n',
    );
  });
});

function counts() {
  const { review } = section('x') as Extract<Section, { kind: 'review' }>;
  return { ...review.counts, change: 0 };
}

describe('a diff', () => {
  const diffOf = (...args: Parameters<typeof proofOf>): string[] => {
    const text = renderComment([section('dev', { proofs: [proofOf(...args)] })]);
    return all(parse(text), 'code').flatMap(({ value }) => value.split('\n'));
  };

  test('shows a changed statement of a policy whole', () => {
    const statement = (Action: string) => ({
      Sid: 'Write',
      Effect: 'Allow',
      Action,
      Resource: 'arn:aws:s3:::x/*',
    });
    const lines = diffOf(
      'aws_iam_role_policy.x',
      [
        {
          path: ['policy', 'Statement', 'Write', 'Action'],
          before: 's3:PutObject',
          after: 's3:*',
        },
      ],
      { after: { policy: { Version: '2012-10-17', Statement: [statement('s3:*')] } } },
    );

    expect(lines).toEqual([
      '  policy',
      '    Statement[Write]',
      '-     Action: "s3:PutObject"',
      '+     Action: "s3:*"',
      '      Effect: "Allow"',
      '      Resource: "arn:aws:s3:::x/*"',
      '      Sid: "Write"',
      '    Version: "2012-10-17"',
    ]);
  });

  test('shows a changed member of a container by its name', () => {
    const app = Object.fromEntries('abcdefgh'.split('').map((name) => [name, 1]));
    const lines = diffOf(
      'aws_ecs_task_definition.x',
      [{ path: ['container_definitions', 'app', 'image'], before: 'a:1', after: 'a:2' }],
      { after: { container_definitions: [{ ...app, name: 'app', image: 'a:2' }] } },
    );

    expect(lines).toEqual([
      '- container_definitions[app].image: "a:1"',
      '+ container_definitions[app].image: "a:2"',
    ]);
  });

  test('shows what a list loses and what it gets at the same place', () => {
    const statement = (Action: string) => ({ Effect: 'Allow', Action });
    const lines = diffOf(
      'aws_iam_role_policy.x',
      [
        { path: ['policy', 'Statement', 0], after: statement('iam:PassRole') },
        { path: ['policy', 'Statement', 1], after: statement('s3:*') },
        { path: ['policy', 'Statement', 0], before: statement('s3:GetObject') },
      ],
      { after: { policy: { Statement: [statement('iam:PassRole'), statement('s3:*')] } } },
    );

    expect(lines.filter((line) => line.includes('Action'))).toEqual([
      '-     Action: "s3:GetObject"',
      '+     Action: "iam:PassRole"',
      '+     Action: "s3:*"',
    ]);
  });

  test('shows a tree that comes as a tree, a text of lines as lines', () => {
    const lines = diffOf('aws_x.y', [
      { path: ['ingress'], after: [{ from_port: 22, cidr_blocks: ['0.0.0.0/0'] }] },
      { path: ['user_data'], before: 'a\nb\nc\nd\ne\n', after: 'a\nb\nc\nX\ne\n' },
      { path: ['zones'], before: ['a', 'b', 'c', 'd'], after: ['a', 'b', 'c', 'e'] },
      { path: ['secret'], before: new Hidden(), after: new Hidden() },
    ]);

    expect(lines).toEqual([
      '+ ingress:',
      '+   [0]:',
      '+     from_port: 22',
      '+     cidr_blocks: ["0.0.0.0/0"]',
      '  user_data:',
      '    b',
      '    c',
      '-   d',
      '+   X',
      '    e',
      '    ',
      '  zones:',
      '    "a"',
      '    "b"',
      '#   1 more that stay',
      '-   "d"',
      '+   "e"',
      '! secret: (changed, hidden)',
    ]);
  });

  test('shows of long texts what differs', () => {
    const long = 'x'.repeat(5000);
    const [removed, added] = diffOf('aws_x.y', [
      { path: ['a'], before: `${long}old${long}`, after: `${long}new${long}` },
    ]);

    expect(removed).toMatch(/^- a: …x+oldx+… \(\d+ more characters\)$/);
    expect(added).toMatch(/^\+ a: …x+newx+… \(\d+ more characters\)$/);
  });
});

/** What is left out of a comment, by its own words. */
function told(text: string, noun: string): number {
  const counts = text.matchAll(new RegExp(`(\\d+) ${noun}s?\\b`, 'g'));
  return [...counts].reduce((sum, [, number]) => sum + Number(number), 0);
}

describe('a comment that would be too long', () => {
  const large = (size: number, lines: number) =>
    section('prod', {
      proofs: Array.from({ length: size }, (_, index) =>
        proofOf(
          `aws_x.n${index}e`,
          Array.from({ length: index % 2 === 0 ? 1 : lines }, (_, at) => ({
            path: [`attribute_${at}`],
            before: 'a'.repeat(50),
            after: 'b'.repeat(50),
          })),
        ),
      ),
    });

  test('lets the largest diffs go first, and says where they are', () => {
    const text = renderComment([large(20, 40)], { run: RUN, maxChars: 20_000 });

    for (let index = 0; index < 20; index++) expect(text).toContain(`aws_x.n${index}e`);
    // All small diffs are there; of the large ones some are.
    expect(text.match(/<details/g)?.length).toBeGreaterThanOrEqual(10);
    expect(text.match(/<details/g)?.length).toBeLessThan(20);
    expect(text).toMatch(
      /\*\*Left out for length:\*\* \d+ diffs\. All of it is in the \[job summary of this run\]\(https:/,
    );
    expect(renderComment([large(20, 40)], { maxChars: 20_000 })).toContain(
      'All of it is shown by `./nightshift plan prod`.',
    );
  });

  test('lets rows of no risk go before permissions and data', () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({
      key: index === 49 ? 'jobs.x.permissions[0]' : `jobs.x.variables.V${index}`,
      effects: [['e'.repeat(100)]],
      risk: index === 48 ? ('high' as const) : ('none' as const),
    }));
    const first = [
      { about: 'data' as const, words: ['data goes'], risk: 'high' as const, tells: [] },
    ];
    const text = renderComment([section('prod', { rows, first })], { maxChars: 1200 });

    expect(text).toContain('data goes');
    expect(text).toContain('jobs.x.permissions[0]');
    expect(text).toContain('jobs.x.variables.V48');
    expect(told(text, 'changed key') + (text.match(/\| `jobs/g)?.length ?? 0)).toBe(50);
  });

  test('counts what it does not name, by type', () => {
    const text = renderComment([large(5000, 2)], { maxChars: 5000 });
    const named = new Set(text.match(/aws_x\.n\d+e/g)).size;

    expect(named).toBeGreaterThan(50);
    expect(text).toMatch(/\d+ changes \(\d+ `aws_x`\)/);
    expect(told(text, 'change') + named).toBe(5000);
  });

  test('tells what is risky first of what no changed line explains', () => {
    const effects = (['none', 'high', 'low', 'medium'] as const).map((risk) => ({
      address: `aws_x.${risk}e`,
      findings: [{ ...says('x'), risk }],
    }));
    const proofs = effects.map(({ address }) => proofOf(address));
    const text = renderComment([
      section('prod', { proofs, unattributed: [{ cause: [], effects }] }),
    ]);

    expect(text.match(/(?<=- `aws_x\.)\w+/g)).toEqual(['highe', 'mediume', 'nonee', 'lowe']);
  });

  test('says where the rest is only if it is there', () => {
    const rest = (size: number) => {
      const proofs = Array.from({ length: size }, (_, index) =>
        proofOf(`aws_x.n${index}e`, [{ path: ['a'], before: 1, after: 2 }]),
      );
      const effects = proofs.map(({ change: { address } }) => ({ address, findings: [says('x')] }));
      return section('prod', { proofs, unattributed: [{ cause: [], effects }] });
    };

    expect(renderComment([rest(20)])).toContain('and 10 more changes, all of them below\n');
    expect(renderComment([rest(500)], { maxChars: 3000 })).toContain('and 490 more changes\n');
  });

  test('keeps the diffs of what is risky before a line each of what is not', () => {
    const finding = { about: 'other', words: ['opens'], risk: 'high', tells: [] } as const;
    const risky = section('prod', {
      proofs: Array.from({ length: 8 }, (_, index) =>
        proofOf(`aws_y.r${index}e`, [{ path: ['a'], before: 1, after: 2 }], {
          findings: [finding],
        }),
      ),
    });
    const text = renderComment([{ ...large(5000, 2), environment: 'dev' }, risky], {
      maxChars: 12_000,
    });

    expect(text.match(/<code>~ aws_y\.r\d+e<\/code>/g)).toHaveLength(8);
  });

  test('shares the room among environments', () => {
    const text = renderComment(
      ['dev', 'prod'].map((name) => ({ ...large(5000, 2), environment: name })),
      { maxChars: 8000 },
    );

    const parts = text.split('### ').slice(1);
    expect(parts.map((part) => part.length > 3000)).toEqual([true, true]);
  });

  test('has a summary with more in it', () => {
    const [comment, summary] = [renderComment([large(1000, 30)]), renderSummary([large(1000, 30)])];

    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000);
    expect(summary.length).toBeGreaterThan(comment.length * 5);
  });
});

describe('a list', () => {
  const names = Array.from({ length: 1200 }, (_, index) => `thing-${index}-`);
  const LISTS: readonly (readonly [string, Partial<Review>, number, number])[] = [
    [
      'what comes first',
      {
        first: names.map((name) => ({ about: 'data', words: [name], risk: 'high', tells: [] })),
      },
      10,
      100,
    ],
    ['changed keys', { rows: names.map((key) => ({ key, effects: [], risk: 'none' })) }, 60, 1000],
    [
      'what no key explains',
      { unattributed: [{ cause: [], effects: names.map((name) => ({ findings: [says(name)] })) }] },
      10,
      100,
    ],
    ['drift', { drift: { touched: names.map((name) => [name]), elsewhere: 0 } }, 10, 100],
    [
      'outputs',
      { outputs: names.map((name) => ({ name, action: 'delete', sensitivityOnly: false })) },
      30,
      300,
    ],
    [
      'checks',
      { checks: names.map((address) => ({ address, status: 'fail', problems: [] })) },
      10,
      100,
    ],
  ];

  test.each(LISTS)('%s has an end', (_, parts, comment, summary) => {
    const shown = (text: string): number => text.match(/thing-/g)?.length ?? 0;

    // Nothing is without changes that has such a list.
    const proofs = [proofOf('aws_x.a', [{ path: ['a'], before: 1, after: 2 }])];
    const one = section('prod', { proofs, ...parts });
    expect(shown(renderComment([one], { maxChars: 1_000_000 }))).toBe(comment);
    expect(shown(renderSummary([one]))).toBe(summary);
  });

  /** What comes is a line, what changes would be two. */
  const diffOf = (size: number) =>
    proofOf(
      `aws_x.n${size}`,
      Array.from({ length: size }, (_, at) => ({ path: [`a${at}`], after: 1 })),
    );

  test.each([
    ['comment', renderComment, 300],
    ['summary', renderSummary, 3000],
  ] as const)('a diff in a %s has an end', (_, render, most) => {
    const text = (size: number): string =>
      render([section('prod', { proofs: [diffOf(size)] })], { maxChars: 1_000_000 });

    expect(text(most)).toContain('<details');
    expect(text(most + 1)).not.toContain('<details');
  });

  test.each([
    ['comment', renderComment, 12, 40],
    ['summary', renderSummary, 30, 200],
  ] as const)('small diffs of a %s are open, as long as they are few', (_, render, small, open) => {
    const count = (proofs: readonly Proof[]): number =>
      render([section('prod', { proofs })]).match(/<details open/g)?.length ?? 0;

    expect([count([diffOf(small)]), count([diffOf(small + 1)])]).toEqual([1, 0]);
    expect(count(Array.from({ length: 250 }, () => diffOf(1)))).toBe(open);
  });
});

describe('whatever is in the reviews', () => {
  const SAFE_HTML =
    /^(<\/details>|<details( open)?><summary><code>[^<>]*<\/code> <code>[^<>]*<\/code><\/summary>)$/;
  const FORBIDDEN: Nodes['type'][] = [
    'image',
    'imageReference',
    'linkReference',
    'definition',
    'footnoteDefinition',
    'footnoteReference',
    'thematicBreak',
    'delete',
    'emphasis',
    'break',
  ];

  const size = fc.oneof(fc.integer({ min: 500, max: 3000 }), fc.constant(65_000));

  test('the comment fits, is well-formed, and text stays text', () => {
    fc.assert(
      fc.property(sections, size, fc.constantFrom(undefined, RUN), (given, maxChars, run) => {
        const text = renderComment(given, { maxChars, ...(run && { run }) });
        const tree = parse(text);

        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxChars);
        for (const type of FORBIDDEN) expect([type, all(tree, type)]).toEqual([type, []]);
        expect(active(tree)).toEqual([]);
        expect(
          all(tree, 'link').filter(({ url }) => !url.startsWith('https://github.com/owner/name/')),
        ).toEqual([]);
        // Effects in a cell are apart by our own breaks.
        const html = all(tree, 'html')
          .map(({ value }) => value)
          .filter((value) => value !== '<br>');
        expect(html.filter((value) => !SAFE_HTML.test(value))).toEqual([]);
        expect(html.map((value) => value.startsWith('</'))).toEqual(
          html.map((_, index) => index % 2 === 1),
        );
        expect(html.length % 2).toBe(0);
        for (const table of all(tree, 'table'))
          for (const { children } of table.children) expect(children).toHaveLength(3);
        for (const { depth } of all(tree, 'heading')) expect(depth).toBe(3);
        expect(all(tree, 'listItem').every(({ checked }) => checked === null)).toBe(true);
        expect(all(tree, 'code').every(({ lang }) => lang === 'diff' || lang === 'text')).toBe(
          true,
        );
      }),
      { numRuns: 120 },
    );
  });

  test('every change is named or counted, and every row shown or counted', () => {
    fc.assert(
      fc.property(sections, size, (given, maxChars) => {
        const only = given.filter(({ kind }) => kind === 'review').slice(0, 1);
        const [one] = only;
        if (one?.kind !== 'review') return;
        const plain = { ...one, environment: 'dev', review: { ...one.review, environment: 'dev' } };
        const text = renderComment([plain], { maxChars });
        if (text.includes('Left out for length: everything else')) return;
        const note = text.split('\n').find((line) => line.startsWith('**Left out')) ?? '';
        const named = new Set(text.match(/object-\d+-of/g));
        const tables = all(parse(text), 'table');
        const rows = tables.reduce((sum, { children }) => sum + children.length - 1, 0);

        expect(named.size + told(note, 'change')).toBe(one.review.proofs.length);
        expect(rows + told(note, 'changed key')).toBe(one.review.rows.length);
      }),
      { numRuns: 120 },
    );
  });
});
