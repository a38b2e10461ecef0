import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reviewOf } from '../../tests/support/reviews.ts';
import { SaidLater } from './finding.ts';
import { Hidden, UNKNOWN, type Value } from './plan.ts';
import type { Proof, Review } from './review.ts';
import { readSection, type SectionFile, writeSection } from './section-file.ts';

const hidden = new Hidden();
const HEAD = 'a'.repeat(40);

function fileOf(review: Partial<Review>): SectionFile {
  const section = { kind: 'review', environment: 'prod', review: reviewOf(review) } as const;
  return { version: 1, run: 5, attempt: 1, head: HEAD, section };
}

function proofOf(before: Value | undefined, after: Value | undefined): Proof {
  return {
    change: {
      address: 'aws_s3_bucket.this',
      type: 'aws_s3_bucket',
      name: 'this',
      provider: 'registry.terraform.io/hashicorp/aws',
      action: 'update',
      forcedBy: [['a', 0]],
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      sensitivityOnly: false,
    },
    fields: [{ path: ['tags', 0], before, after, forces: false }],
    findings: [{ about: 'other', words: ['is ', { quoted: '`x`' }], risk: 'low', tells: [['a']] }],
    revision: false,
  };
}

const anyName = fc.oneof(
  fc.string(),
  fc.constantFrom('$', '$$', '$x', '__proto__', 'constructor', 'toJSON'),
);
const { value: anyValue } = fc.letrec<{ value: Value }>((again) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom<Value>(null, UNKNOWN, hidden),
    fc.array(again('value')),
    fc.dictionary(anyName, again('value')),
  ),
}));

describe('a section', () => {
  test('gives words that are made when they are read', () => {
    const later = new SaidLater({
      about: 'other',
      say: () => ['said'],
      risk: 'low',
      reason: undefined,
      tells: [],
    });
    const { section } = readSection(writeSection(fileOf({ first: [later] })));

    expect(section.kind === 'review' && section.review.first[0]?.words).toEqual(['said']);
  });

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(anyValue, fc.option(anyValue, { nil: undefined }), (before, after) => {
        const file = fileOf({
          proofs: [proofOf(before, after)],
          money: { before: undefined, after: 1.25 },
          rows: [
            {
              key: 'jobs.a.memory',
              place: { file: 'environments/prod.yaml', line: 14, column: 13 },
              from: ['512'],
              to: ['1024 MiB'],
              effects: [['new task revision']],
              risk: 'medium',
            },
          ],
          provenance: { head: HEAD, digest: 'd' },
        });

        expect(readSection(writeSection(file))).toEqual(file);
      }),
    );
  });

  test('comes back with what is unknown, and what is hidden equal or not', () => {
    const other = new Hidden();
    const file = fileOf({ proofs: [proofOf(UNKNOWN, hidden), proofOf(hidden, other)] });

    const [first, second] = proofsOf(readSection(writeSection(file)));

    expect(first?.fields[0]?.before).toBe(UNKNOWN);
    expect(second?.fields[0]?.before).toBe(first?.fields[0]?.after);
    expect(second?.fields[0]?.before).toBeInstanceOf(Hidden);
    expect(second?.fields[0]?.before).not.toBe(second?.fields[0]?.after);
  });

  test.each<[string, (file: Record<string, unknown>) => unknown, string]>([
    ['another version', (file) => ({ ...file, version: 2 }), 'version'],
    ['a member more', (file) => ({ ...file, more: 1 }), 'more'],
    ['a head that is no commit', (file) => ({ ...file, head: 'main' }), 'head'],
    ['a run that is no number', (file) => ({ ...file, run: '5' }), 'run'],
    ['a list', () => [], 'expected object'],
    ['words that are markup', (file) => withVerdict(file, [{ html: '<b>' }]), 'verdict'],
    ['words that are no list', (file) => withVerdict(file, 'all is well'), 'verdict'],
    ['a depth without end', (file) => withVerdict(file, deep(100_000)), 'deeper than 400'],
    ['words that are unknown', (file) => withVerdict(file, [{ $: 'unknown' }]), 'verdict'],
  ])('with %s is refused', (_, change, message) => {
    const good = JSON.parse(writeSection(fileOf({})));

    expect(() => readSection(stringify(change(good)))).toThrow(message);
  });

  test('that is no JSON is refused', () => {
    expect(() => readSection('{')).toThrow(SyntaxError);
  });
});

function proofsOf({ section }: SectionFile): readonly Proof[] {
  return section.kind === 'review' ? section.review.proofs : [];
}

function withVerdict(file: Record<string, unknown>, verdict: unknown): unknown {
  return { ...file, section: { kind: 'review', environment: 'prod', review: { verdict } } };
}

/** Marks a depth that `stringify` writes out: JSON.stringify would exhaust its own stack. */
function deep(levels: number): string {
  return `deep:${levels}`;
}

function stringify(data: unknown): string {
  return JSON.stringify(data).replace(/"deep:(\d+)"/, (_, levels) => {
    return '['.repeat(Number(levels)) + ']'.repeat(Number(levels));
  });
}
