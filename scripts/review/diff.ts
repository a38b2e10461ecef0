/** What differs in a change, leaf by leaf. */
import type { FieldChange, Subject } from './finding.ts';
import { namingOf } from './naming.ts';
import type { Change, Path, Tree, Value } from './plan.ts';
import { isPolicy, policyForm } from './policy-form.ts';
import { type Steps, stepsOf } from './steps.ts';
import { fingerprint, isList, isNothing, isTree, member, ownOf } from './value.ts';

/** A change with what differs in it. */
export function subject(change: Change): Subject {
  return { change, fields: diff(change) };
}

/**
 * The values that differ, members by their name, elements in the order of the list.
 *
 * What comes or goes as a whole is one field with all that is in it: it belongs together, and how
 * much of it is shown is for those to decide who know how much room there is. Only the object
 * itself is taken apart, so that a create is a list of its attributes. What Terraform knows later
 * is one field whose `after` is `UNKNOWN`.
 */
export function diff(change: Change): readonly FieldChange[] {
  const fields: FieldChange[] = [];
  const { forcedBy } = change;
  const root = { path: [], forced: forcedBy.length === 0 ? undefined : stepsOf(forcedBy) };
  compare(change.before ?? {}, change.after ?? {}, root, fields);
  return fields;
}

/** Where the comparison stands. */
interface Place {
  readonly path: Path;
  /** What forces a replacement here or below; undefined if nothing does. */
  readonly forced: Steps | undefined;
}

/** @param name what the path says @param step what Terraform says, where that is another thing */
function below({ path, forced }: Place, name: string | number, step = name): Place {
  return { path: [...path, name], forced: forced?.all ? forced : forced?.next?.get(step) };
}

function compare(
  before: Value | undefined,
  after: Value | undefined,
  at: Place,
  fields: FieldChange[],
): void {
  if (before === after) return;
  const [wasNothing, isNow] = [isNothing(before), isNothing(after)];
  if (wasNothing && isNow) return;
  const whole = at.path.length > 0 && (wasNothing || isNow);
  if (isPolicy(before) && isPolicy(after))
    compareTrees(policyForm(before), policyForm(after), at, fields);
  else if (!whole && isTree(before) && isTree(after)) compareTrees(before, after, at, fields);
  else if (!whole && isList(before) && isList(after)) {
    if (!isSame(before, after)) compareLists(before, after, at, fields);
  } else fields.push({ path: at.path, before, after, forces: at.forced !== undefined });
}

/**
 * Whether two values are the same to the letter, which most are: matching elements takes longer. Two
 * hidden values differ, though all hidden ones have the same members.
 */
function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true;
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  if (!isTree(one) || !isTree(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isSame(one[name], ownOf(other, name)))
  );
}

function compareTrees(before: Tree, after: Tree, at: Place, fields: FieldChange[]): void {
  const names = Object.keys(before).filter((name) => before[name] !== ownOf(after, name));
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) names.push(name);
  for (const name of inOrder(names))
    compare(ownOf(before, name), ownOf(after, name), below(at, name), fields);
}

/** Terraform writes members in their order: most need no sorting. */
function inOrder(names: string[]): readonly string[] {
  for (let index = 1; index < names.length; index++)
    if (String(names[index - 1]) > String(names[index])) return names.sort();
  return names;
}

/** An element of a list. */
interface Element {
  readonly value: Value;
  readonly index: number;
  /** What it is matched by. */
  readonly key: string;
  /** What the path says. */
  readonly name: string | number;
}

/** Lists of texts in which the place is what counts: what a container is started with. */
const IN_ORDER: readonly Path[number][] = ['args', 'command', 'entryPoint', 'entry_point'];

function compareLists(
  before: readonly Value[],
  after: readonly Value[],
  at: Place,
  fields: FieldChange[],
): void {
  const naming = namingOf(before, after);
  const [old, now] = [listed(before, naming), listed(after, naming)];
  const found = fields.length;
  if (IN_ORDER.includes(at.path.at(-1) ?? '')) {
    // Nothing to match.
  } else if (naming) compareNamed(old, now, at, fields);
  else compareUnnamed(old, now, at, fields);
  // The same elements in another order are another list.
  const same = old.length === now.length && old.every(({ key }, index) => key === now[index]?.key);
  if (!same && fields.length === found)
    fields.push({ path: at.path, before, after, forces: at.forced !== undefined });
}

function compareNamed(
  old: readonly Element[],
  now: readonly Element[],
  at: Place,
  fields: FieldChange[],
): void {
  const byKey = new Map(old.map((element) => [element.key, element]));
  for (const is of now)
    compare(byKey.get(is.key)?.value, is.value, below(at, is.name, is.index), fields);
  for (const was of without(old, now))
    compare(was.value, undefined, below(at, was.name, was.index), fields);
}

/** Nobody knows which became which, unless there is one for each. */
function compareUnnamed(
  old: readonly Element[],
  now: readonly Element[],
  at: Place,
  fields: FieldChange[],
): void {
  const [gone, come] = [without(old, now), without(now, old)];
  if (gone.length === come.length && ![...gone, ...come].every(isScalar)) {
    for (const [index, is] of come.entries())
      compare(gone[index]?.value, is.value, below(at, is.index), fields);
    return;
  }
  for (const is of come) compare(undefined, is.value, below(at, is.name, is.index), fields);
  for (const was of gone) compare(was.value, undefined, below(at, was.name, was.index), fields);
}

function listed(list: readonly Value[], naming: string | undefined): Element[] {
  return list.map((value, index) => {
    const key = naming ? String(member(value, naming)) : fingerprint(value);
    const text = naming || isScalar({ value });
    return { value, index, key, name: text ? String(naming ? key : value) : index };
  });
}

/** A text of several lines is no name: it is compared line by line. */
function isScalar({ value }: Pick<Element, 'value'>): boolean {
  if (typeof value === 'string') return !value.includes('\n');
  return typeof value === 'number' || typeof value === 'boolean';
}

/** The elements that have no match; of two alike, one match leaves one. */
function without(list: readonly Element[], others: readonly Element[]): Element[] {
  const counts = new Map<string, number>();
  for (const { key } of others) counts.set(key, (counts.get(key) ?? 0) + 1);
  return list.filter(({ key }) => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
}
