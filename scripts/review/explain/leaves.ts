/** Differences as rules look for them: single values, and lists of them. */
import type { FieldChange, Subject } from '../finding.ts';
import { namingOf, stepInto } from '../naming.ts';
import type { Change, Path, Value } from '../plan.ts';
import { isList, isNothing, isTree, member } from '../value.ts';

/** What lies deeper is one value: nobody reads it, and a stack has an end. */
const DEEPEST = 30;

/**
 * The same subject with what comes or goes as a whole taken apart, and with the elements that
 * come to a list of single values, or go from it, as one difference of that list.
 */
export function leaves({ change, fields }: Subject): Subject {
  const lists = listsIn(change, fields);
  const single: FieldChange[] = [];
  for (const field of fields) {
    const list = lists?.get(keyOf(field) ?? '');
    if (!list) expand(field, single);
    else if (list[0] === field) single.push(listChange(list));
  }
  return { change, fields: single };
}

/** Elements that come or go, by their list; undefined if there are none, as in most changes. */
function listsIn(
  { before, after }: Change,
  fields: readonly FieldChange[],
): ReadonlyMap<string, FieldChange[]> | undefined {
  let lists: Map<string, FieldChange[]> | undefined;
  for (const field of fields) {
    const key = keyOf(field);
    if (key === undefined) continue;
    lists ??= new Map();
    const list = lists.get(key);
    if (list) list.push(field);
    else lists.set(key, [field]);
  }
  // A map may have a key that is its value.
  for (const [key, [first]] of lists ?? []) {
    const path = first?.path.slice(0, -1) ?? [];
    if (![before, after].some((side) => isList(follow(side, path)))) lists?.delete(key);
  }
  return lists;
}

/** Of what may be an element, the list: such a path ends with the value itself. */
function keyOf({ path, before, after }: FieldChange): string | undefined {
  if (before !== undefined && after !== undefined) return undefined;
  const value = before ?? after;
  const named = typeof value !== 'object' && path.length > 1 && String(value) === path.at(-1);
  return named ? JSON.stringify(path.slice(0, -1)) : undefined;
}

function follow(value: Value | undefined, path: Path): Value | undefined {
  return path.reduce(stepInto, value);
}

function listChange(elements: readonly FieldChange[]): FieldChange {
  const side = (values: (Value | undefined)[]): Value | undefined => {
    const there = values.filter((value) => value !== undefined);
    return there.length > 0 ? there : undefined;
  };
  return {
    path: elements[0]?.path.slice(0, -1) ?? [],
    before: side(elements.map(({ before }) => before)),
    after: side(elements.map(({ after }) => after)),
    forces: elements.some(({ forces }) => forces),
  };
}

function expand(field: FieldChange, single: FieldChange[]): void {
  const { path, before, after, forces } = field;
  const comes = isNothing(before);
  const goes = isNothing(after);
  if (comes && goes) return;
  const whole = comes ? after : goes ? before : undefined;
  if (path.length > DEEPEST || !hasMembers(whole)) {
    single.push(field);
    return;
  }
  for (const [step, value] of children(whole)) {
    const sides = comes ? { before: undefined, after: value } : { before: value, after: undefined };
    expand({ path: [...path, step], ...sides, forces }, single);
  }
}

function hasMembers(value: Value | undefined): boolean {
  return isTree(value) || (isList(value) && value.some(isTree));
}

function children(value: Value | undefined): [Path[number], Value][] {
  if (!isList(value)) return isTree(value) ? Object.entries(value) : [];
  const naming = namingOf(value);
  return value.map((one, index) => [naming ? String(member(one, naming)) : index, one]);
}
