/** Reviews for tests: small ones by hand, and random ones with hostile texts at any place. */
import fc from 'fast-check';
import type { FieldChange, Finding } from '../../scripts/review/finding.ts';
import { type Change, Hidden, UNKNOWN, type Value } from '../../scripts/review/plan.ts';
import type { Proof, Review, Row, Section } from '../../scripts/review/review.ts';
import { countChanges } from '../../scripts/review/verdict.ts';
import { quote, type Words } from '../../scripts/review/words.ts';

/** A review that says nothing but what is given. */
export function reviewOf(parts: Partial<Review> = {}): Review {
  const { proofs = [] } = parts;
  return {
    verdict: ['changes 1, replaces 0, destroys 0'],
    risk: { level: 'none', reasons: [] },
    counts: { ...countChanges([]), change: proofs.length },
    terraform: { add: 0, change: proofs.length, destroy: 0, import: 0 },
    first: [],
    rows: [],
    unattributed: [],
    proofs,
    outputs: [],
    checks: [],
    drift: { touched: [], elsewhere: 0 },
    provenance: {},
    ...parts,
  };
}

/** A section of a review. */
export function section(environment: string, parts: Partial<Review> = {}): Section {
  return { kind: 'review', environment, review: reviewOf({ environment, ...parts }) };
}

/** A finding of no risk. */
export function says(text: string): Finding {
  return { about: 'other', words: [text], risk: 'none', tells: [] };
}

/** A changed object; of its address only the type is made up. */
export function proofOf(
  address: string,
  fields: readonly (Partial<FieldChange> & Pick<FieldChange, 'path'>)[] = [],
  parts: Partial<Change> & {
    readonly findings?: readonly Finding[];
    readonly revision?: boolean;
  } = {},
): Proof {
  const { findings = [], revision = false, ...change } = parts;
  const [type = '', name = ''] = address.split('.');
  return {
    change: {
      address,
      type,
      name,
      provider: 'registry.terraform.io/hashicorp/aws',
      action: 'update',
      forcedBy: [],
      sensitivityOnly: false,
      ...change,
    },
    fields: fields.map((field) => ({
      before: undefined,
      after: undefined,
      forces: false,
      ...field,
    })),
    findings,
    revision,
  };
}

const EVIL = [
  '</details>',
  '```',
  '````diff',
  '<script>alert(1)</script>',
  '@octocat',
  '#123',
  'GH-1',
  'owner/name#1',
  'https://evil.example',
  'www.evil.example',
  '[x](https://evil.example)',
  '![x](//evil.example/x.png)',
  '[^1]',
  '- [ ] task',
  '# heading',
  '| --- | --- |',
  '|',
  '\n\n# heading\n',
  '\r\n',
  '<!-- x -->',
  ':tada:',
  '\u202e',
  '\u200b',
  '0123456789abcdef0123456789abcdef01234567',
  '**',
  '~~',
  '\\',
  '&lt;',
  '$x$',
  '😀日',
];

/** Texts that try to be more than texts. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...EVIL) }, fc.string({ maxLength: 8 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(' '));

const said: fc.Arbitrary<Words> = fc.array(fc.oneof(hostile, hostile.map(quote)), {
  minLength: 1,
  maxLength: 3,
});

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostile,
    fc.constantFrom<Value>(null, true, 42, '', UNKNOWN, new Hidden()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(hostile, fc.constantFrom('__proto__', 'constructor', 'Sid')),
      tie('value'),
      {
        maxKeys: 4,
      },
    ),
  ),
}));

const risk = fc.constantFrom('none' as const, 'low' as const, 'medium' as const, 'high' as const);

const finding: fc.Arbitrary<Finding> = fc.record({
  about: fc.constantFrom('permissions' as const, 'data' as const, 'other' as const),
  words: said,
  risk,
  tells: fc.constant([]),
});

const field: fc.Arbitrary<FieldChange> = fc.record({
  path: fc.array(fc.oneof(hostile, fc.nat(3)), { minLength: 1, maxLength: 4 }),
  before: fc.option(value, { nil: undefined }),
  after: fc.option(value, { nil: undefined }),
  forces: fc.boolean(),
});

const row: fc.Arbitrary<Row> = fc.record(
  {
    key: hostile,
    place: fc.record({ file: hostile, line: fc.nat(99), column: fc.nat(9) }),
    from: said,
    to: said,
    effects: fc.array(said, { maxLength: 3 }),
    risk,
  },
  { requiredKeys: ['key', 'effects', 'risk'] },
);

/** Proofs whose addresses are told apart by their numbers, whatever else is in them. */
const proofs: fc.Arbitrary<readonly Proof[]> = fc
  .array(
    fc.record({
      fields: fc.array(field, { maxLength: 5 }),
      findings: fc.array(finding, { maxLength: 2 }),
      action: fc.constantFrom(
        'create' as const,
        'update' as const,
        'replace' as const,
        'delete' as const,
        'forget' as const,
        'stay' as const,
      ),
      before: value,
      after: value,
      type: hostile,
      text: hostile,
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ fields, findings, text, type, ...change }, index) =>
      proofOf(`object-${index}-of.x[${text}]`, fields, { ...change, type, findings }),
    ),
  );

const review: fc.Arbitrary<Review> = fc
  .record({
    verdict: said,
    risk: fc.record({ level: risk, reasons: fc.array(hostile, { maxLength: 3 }) }),
    first: fc.array(finding, { maxLength: 3 }),
    rows: fc.array(row, { maxLength: 6 }),
    unattributed: fc.array(
      fc.record({
        cause: said,
        effects: fc.array(
          fc.record({ address: hostile, findings: fc.array(finding, { maxLength: 2 }) }),
          {
            maxLength: 4,
          },
        ),
      }),
      { maxLength: 3 },
    ),
    proofs,
    outputs: fc.array(
      fc.record({
        name: hostile,
        action: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
        before: value,
        after: value,
        sensitivityOnly: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    checks: fc.array(
      fc.record({
        address: hostile,
        status: fc.constantFrom('fail' as const, 'error' as const, 'unknown' as const),
        problems: fc.array(hostile, { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
    drift: fc.record({ touched: fc.array(said, { maxLength: 3 }), elsewhere: fc.nat(5) }),
    provenance: fc.record(
      { head: hostile, base: hostile, terraformVersion: hostile, digest: hostile, run: hostile },
      { requiredKeys: [] },
    ),
  })
  .map(reviewOf);

/** Parts of a comment, with hostile texts wherever a text can be. */
export const sections: fc.Arbitrary<readonly Section[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('review' as const), environment: hostile, review }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('failed' as const),
        environment: hostile,
        message: hostile,
      }),
    },
  ),
  { minLength: 1, maxLength: 4 },
);
