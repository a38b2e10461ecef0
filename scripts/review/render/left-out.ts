/** What a comment leaves out for its length, and where it stands. */
import { count } from '../../terminal.ts';
import type { Proof } from '../review.ts';
import { code } from './escape.ts';
import { whereAll } from './links.ts';
import type { List } from './parts.ts';
import type { Shown } from './proofs.ts';
import type { SectionProps } from './section.ts';

/** So many types are counted by name. */
const TYPES = 5;

/** One paragraph, or nothing if all is there. */
export function leftOut({ review, lines, shown, run }: SectionProps): string {
  const { proofs } = review;
  const missing = missingIn(proofs, shown);
  const withoutDiff = [...shown.lines.keys()].filter(
    (index) => (proofs[index]?.fields.length ?? 0) > 0,
  );
  const list = (name: List, all: number, noun: string): string[] => {
    const left = all - lines.filter((line) => line.list === name).length;
    return left > 0 ? [count(left, noun)] : [];
  };
  const parts = [
    ...list('first', review.first.length, 'finding'),
    ...list('rows', review.rows.length, 'changed key'),
    ...(missing.all > 0 ? [`${count(missing.all, 'change')} (${byType(missing.counts)})`] : []),
    ...(withoutDiff.length > 0 ? [count(withoutDiff.length, 'diff')] : []),
    ...list('drift', review.drift.touched.length, 'drifted resource'),
    ...list('outputs', review.outputs.length, 'output'),
    ...list('checks', review.checks.length, 'check'),
  ];
  if (parts.length === 0) return '';
  return `**Left out for length:** ${parts.join(', ')}. All of it is ${whereAll(review.environment, run)}.`;
}

/** How many changes are of each type: kept, since a comment is fitted again and again. */
const types = new WeakMap<readonly Proof[], ReadonlyMap<string, number>>();

function typesIn(proofs: readonly Proof[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { change } of proofs) counts.set(change.type, (counts.get(change.type) ?? 0) + 1);
  return counts;
}

/** How many changes aren't shown, and of which types. */
function missingIn(
  proofs: readonly Proof[],
  { lines, diffs }: Shown,
): { readonly all: number; readonly counts: ReadonlyMap<string, number> } {
  const all = types.get(proofs) ?? typesIn(proofs);
  types.set(proofs, all);
  const counts = new Map(all);
  for (const index of [...lines.keys(), ...diffs.keys()]) {
    const type = proofs[index]?.change.type ?? '';
    counts.set(type, (counts.get(type) ?? 0) - 1);
  }
  return { all: proofs.length - lines.size - diffs.size, counts };
}

/** `400 aws_iam_role, 12 aws_s3_bucket, 3 of other types`: the most frequent ones. */
function byType(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].filter(([, number]) => number > 0);
  sorted.sort(([, one], [, other]) => other - one);
  const named = sorted.slice(0, TYPES).map(([type, number]) => `${number} ${code(type)}`);
  const others = sorted.slice(TYPES).reduce((sum, [, number]) => sum + number, 0);
  return [...named, ...(others > 0 ? [`${others} of other types`] : [])].join(', ');
}
