/** What a comment leaves out for its length, and where it stands. */
import { count } from '../../terminal.ts';
import type { Proof } from '../review.ts';
import { code } from './escape.ts';
import { whereAll } from './links.ts';
import type { List } from './parts.ts';
import type { SectionProps } from './section.ts';

/** So many types are counted by name. */
const TYPES = 5;

/** One paragraph, or nothing if all is there. */
export function leftOut({ review, lines, shown, run }: SectionProps): string {
  const { proofs } = review;
  const missing = proofs.filter((_, index) => !shown.lines.has(index) && !shown.diffs.has(index));
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
    ...(missing.length > 0 ? [`${count(missing.length, 'change')} (${byType(missing)})`] : []),
    ...(withoutDiff.length > 0 ? [count(withoutDiff.length, 'diff')] : []),
    ...list('drift', review.drift.touched.length, 'drifted resource'),
    ...list('outputs', review.outputs.length, 'output'),
    ...list('checks', review.checks.length, 'check'),
  ];
  if (parts.length === 0) return '';
  return `**Left out for length:** ${parts.join(', ')}. All of it is ${whereAll(review.environment, run)}.`;
}

/** `400 aws_iam_role, 12 aws_s3_bucket, 3 of other types`: the most frequent ones. */
function byType(proofs: readonly Proof[]): string {
  const counts = new Map<string, number>();
  for (const { type } of proofs.map(({ change }) => change))
    counts.set(type, (counts.get(type) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const named = sorted.slice(0, TYPES).map(([type, number]) => `${number} ${code(type)}`);
  const others = sorted.slice(TYPES).reduce((sum, [, number]) => sum + number, 0);
  return [...named, ...(others > 0 ? [`${others} of other types`] : [])].join(', ');
}
