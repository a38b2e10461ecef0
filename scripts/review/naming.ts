/** What tells the elements of a list apart, and the way to one of them. */
import type { Path, Value } from './plan.ts';
import { isList, isTree, member } from './value.ts';

/** Members that name an element within its list, the most telling first. */
const NAMES = [
  'name',
  'Name',
  'Sid',
  'sid',
  'key',
  'Key',
  'id',
  'Id',
  'rule_name',
  'rulePriority',
  'capacity_provider',
  'device_name',
  'containerPort',
  'containerPath',
];

/** The member that tells the elements of each list apart; undefined if none does in all. */
export function namingOf(...lists: readonly (readonly Value[])[]): string | undefined {
  if (!lists.every((list) => list.every(isTree))) return undefined;
  return NAMES.find((name) =>
    lists.every((list) => {
      const keys = list.map((value) => member(value, name));
      const usable = keys.every(
        (key) => typeof key === 'number' || (typeof key === 'string' && key !== ''),
      );
      return usable && new Set(keys.map(String)).size === keys.length;
    }),
  );
}

/** The value a step further on a path of a difference; a block may be a list of one. */
export function stepInto(value: Value | undefined, step: Path[number]): Value | undefined {
  if (isTree(value)) return step === 0 ? value : member(value, String(step));
  if (!isList(value)) return undefined;
  if (typeof step === 'number') return value[step];
  return indexOf(value).get(step);
}

/** Kept, since paths lead into one list as often as it has elements that differ. */
const indexes = new WeakMap<readonly Value[], ReadonlyMap<string, Value>>();

/** The elements of a list by all that may name them; the more telling name counts. */
function indexOf(list: readonly Value[]): ReadonlyMap<string, Value> {
  const known = indexes.get(list);
  if (known) return known;
  const index = new Map<string, Value>();
  for (const name of NAMES)
    for (const element of list) {
      const key = member(element, name);
      const names = typeof key === 'string' || typeof key === 'number';
      if (names && !index.has(String(key))) index.set(String(key), element);
    }
  indexes.set(list, index);
  return index;
}
