/** Ways into the values of a plan, which may be anything at any place. */
import { Hidden, type Tree, UNKNOWN, type Value } from './plan.ts';

/** Whether a value has members. */
export function isTree(value: Value | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !isList(value) && !isOpaque(value);
}

/** Whether a value has elements. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether nobody can tell yet, or may be told, what it is. */
export function isOpaque(value: Value | undefined): boolean {
  return value === UNKNOWN || value instanceof Hidden;
}

/** A value's own member; undefined if there is none, or the value has no members. */
export function member(value: Value | undefined, name: string): Value | undefined {
  return isTree(value) ? ownOf(value, name) : undefined;
}

/** A tree's own member. */
export function ownOf(tree: Tree, name: string): Value | undefined {
  return Object.hasOwn(tree, name) ? tree[name] : undefined;
}

/** A value's own member if it is a text that says something. */
export function textOf(value: Value | undefined, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The elements of a list; a value that isn't one stands for a list of itself, nothing for none. */
export function elements(value: Value | undefined): readonly Value[] {
  if (value === undefined || isNothing(value)) return [];
  return isList(value) ? value : [value];
}

/**
 * What providers write for "nothing": null, an empty text, list or map, or a map of nothing but
 * that. False and 0 are values.
 */
export function isNothing(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  if (isList(value)) return value.length === 0;
  if (!isTree(value)) return false;
  for (const name in value) if (!isNothing(value[name])) return false;
  return true;
}

/** Equal for values that say the same, different for others. For comparing only: it hides nothing. */
export function fingerprint(value: Value | undefined): string {
  if (typeof value === 'string' && value !== '') return JSON.stringify(value);
  if (isNothing(value)) return 'null';
  if (isList(value)) return `[${value.map(fingerprint).join(',')}]`;
  if (isTree(value)) {
    const members = Object.keys(value)
      .filter((name) => !isNothing(value[name]))
      .sort()
      .map((name) => `${JSON.stringify(name)}:${fingerprint(member(value, name))}`);
    return `{${members.join(',')}}`;
  }
  if (value === UNKNOWN) return 'unknown';
  if (value instanceof Hidden) return `hidden ${numberOf(value)}`;
  return JSON.stringify(value);
}

/** Equal hidden values are one object: it gets a number when it is first met. */
const numbers = new WeakMap<Hidden, number>();
let last = 0;

function numberOf(hidden: Hidden): number {
  const known = numbers.get(hidden);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(hidden, last);
  return last;
}
