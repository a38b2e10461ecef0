/** One value that differs, as lines of a diff. */
import type { FieldChange } from '../finding.ts';
import { Hidden, type Value } from '../plan.ts';
import { isNothing, isTree, member } from '../value.ts';
import { cutAt, DEEPEST, inline } from './values.ts';

/** A line of a diff: removed, added, both (hidden), unchanged, or a remark. */
export interface DiffLine {
  readonly sign: '-' | '+' | '!' | ' ' | '#';
  /** Levels below the attribute. */
  readonly depth: number;
  readonly text: string;
}

/** Of what stays in a list or a text, so much is shown beside a difference. */
const CONTEXT = 2;

/** The lines of a field; what forces a replacement says so. */
export function* fieldLines(label: string, field: FieldChange, depth: number): Generator<DiffLine> {
  const { before, after, forces } = field;
  const remark = forces ? '  # forces replacement' : '';
  if (before instanceof Hidden && after instanceof Hidden)
    yield { sign: '!', depth, text: `${label}: (changed, hidden)${remark}` };
  else if (isLong(before) && isLong(after)) {
    yield { sign: ' ', depth, text: `${label}:${remark}` };
    yield* textLines(before.split('\n'), after.split('\n'), depth + 1);
  } else if (isFlat(before) && isFlat(after)) {
    yield { sign: ' ', depth, text: `${label}:${remark}` };
    yield* listLines(before, after, depth + 1);
  } else {
    const from = differsAt(before, after);
    if (before !== undefined) yield* valueLines('-', label, before, depth, from, remark);
    if (after !== undefined) yield* valueLines('+', label, after, depth, from, remark);
  }
}

function* valueLines(
  sign: '-' | '+',
  label: string,
  value: Value,
  depth: number,
  from: number,
  remark = '',
): Generator<DiffLine> {
  const flat: boolean = isFlat(value);
  const members = isTree(value)
    ? Object.keys(value).map((name) => [name, member(value, name) ?? null] as const)
    : Array.isArray(value) && !flat
      ? value.map((one, index) => [`[${index}]`, one] as const)
      : [];
  const whole = members.length === 0 || depth >= DEEPEST;
  if (isLong(value)) {
    yield { sign, depth, text: `${label}:${remark}` };
    for (const line of value.split('\n')) yield { sign, depth: depth + 1, text: line };
  } else if (whole) {
    yield { sign, depth, text: `${label}: ${cutAt(inline(value), from)}${remark}` };
  } else {
    yield { sign, depth, text: `${label}:${remark}` };
    for (const [name, one] of members)
      if (!isNothing(one)) yield* valueLines(sign, name, one, depth + 1, 0);
  }
}

/** Elements that come and go, and how many stay. */
function* listLines(
  before: readonly Value[],
  after: readonly Value[],
  depth: number,
): Generator<DiffLine> {
  const [old, now] = [before, after].map((list) => list.map((one) => inline(one)));
  const [was, is] = [new Set(old), new Set(now)];
  const gone = [...was].filter((one) => !is.has(one));
  const come = [...is].filter((one) => !was.has(one));
  const stay = [...is].filter((one) => was.has(one));
  for (const text of stay.slice(0, CONTEXT)) yield { sign: ' ', depth, text: cutAt(text) };
  if (stay.length > CONTEXT)
    yield { sign: '#', depth, text: `${stay.length - CONTEXT} more that stay` };
  for (const text of gone) yield { sign: '-', depth, text: cutAt(text) };
  for (const text of come) yield { sign: '+', depth, text: cutAt(text) };
  if (gone.length + come.length === 0)
    yield { sign: '!', depth, text: 'the same elements in another order, or another number' };
}

/** The lines between what both texts begin and end with. */
function* textLines(
  before: readonly string[],
  after: readonly string[],
  depth: number,
): Generator<DiffLine> {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  for (const text of after.slice(Math.max(0, start - CONTEXT), start))
    yield { sign: ' ', depth, text };
  for (const text of before.slice(start, before.length - end)) yield { sign: '-', depth, text };
  for (const text of after.slice(start, after.length - end)) yield { sign: '+', depth, text };
  for (const text of after.slice(after.length - end).slice(0, CONTEXT))
    yield { sign: ' ', depth, text };
}

/** Where two texts begin to differ, as their JSON has it. */
function differsAt(before: Value | undefined, after: Value | undefined): number {
  if (typeof before !== 'string' || typeof after !== 'string') return 0;
  const [old, now] = [JSON.stringify(before), JSON.stringify(after)];
  let index = 0;
  while (index < old.length && old[index] === now[index]) index++;
  return index;
}

function isLong(value: Value | undefined): value is string {
  return typeof value === 'string' && value.trimEnd().includes('\n');
}

function isFlat(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value) && value.every((one) => !Array.isArray(one) && !isTree(one));
}
