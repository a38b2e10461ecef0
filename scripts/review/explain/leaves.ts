/** Differences down to single values, however coarse a diff is. */
import type { FieldChange } from '../finding.ts';
import type { Path, Value } from '../plan.ts';
import { isList, isNothing, isTree } from './values.ts';

/** What lies deeper is one value: nobody reads it, and a stack has an end. */
const DEEPEST = 30;

/** What names an element of a list, in this order. */
const NAMES = ['name', 'Name', 'id', 'Sid', 'key', 'Key', 'capacity_provider'] as const;

/** The same differences, each of a single value or of a list of single values. */
export function leaves(fields: readonly FieldChange[]): FieldChange[] {
  return fields.flatMap((field) => expand(field));
}

function expand(field: FieldChange): FieldChange[] {
  const { path, before, after, forces } = field;
  const whole = path.length > DEEPEST || !opens(before, after);
  if (whole) return same(before, after) ? [] : [field];
  const [old, now] = [children(before), children(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((step) =>
    expand({ path: [...path, step], before: old.get(step), after: now.get(step), forces }),
  );
}

/** Whether there is something inside to be told apart: on one side, or alike on both. */
function opens(before: Value | undefined, after: Value | undefined): boolean {
  const there = [before, after].filter((value) => !isNothing(value));
  return there.length > 0 && (there.every(isTree) || there.every(isListOfTrees));
}

function isListOfTrees(value: Value | undefined): value is readonly Value[] {
  return isList(value) && value.some(isTree);
}

function children(value: Value | undefined): Map<Path[number], Value> {
  if (isTree(value)) return new Map(Object.entries(value));
  if (!isList(value)) return new Map();
  const names = value.map(nameOf);
  const unique = new Set(names).size === names.length && !names.includes(undefined);
  return new Map(value.map((one, index) => [(unique && names[index]) || index, one]));
}

function nameOf(element: Value): string | undefined {
  if (!isTree(element)) return undefined;
  for (const name of NAMES) {
    const value = Object.hasOwn(element, name) ? element[name] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function same(before: Value | undefined, after: Value | undefined): boolean {
  if (before === after || (isNothing(before) && isNothing(after))) return true;
  if (!isList(before) || !isList(after) || before.length !== after.length) return false;
  return before.every((one, index) => one === after[index]);
}
