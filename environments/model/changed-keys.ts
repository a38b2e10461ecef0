/** Which keys differ between two configurations of an environment, and each of them put back. */
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from './schema.ts';
import type { Path } from './source.ts';

/** One key that differs. A map or list element that is there in one only counts as one key. */
export interface KeyChange {
  /** Where the value stands afterwards; for what is removed, where it stood before. */
  readonly path: Path;
  /** Undefined: it wasn't there. */
  readonly before: unknown;
  /** Undefined: it is gone. */
  readonly after: unknown;
  /** For what is removed from a list: the place where it would stand afterwards. */
  readonly putBackAt?: number;
}

/**
 * All keys that differ. A default of the schema that is written out is no change, and lists of
 * maps (permissions) are aligned, so that one added in front is one change.
 */
export function changedKeys(before: Settings, after: Settings): KeyChange[] {
  return compare(before, after, []);
}

/** The configuration with one of its changes undone. */
export function putBack(after: Settings, change: KeyChange): Settings {
  const copy = JSON.parse(JSON.stringify(after)) as Settings;
  const last = change.path.at(-1) ?? '';
  const parent = change.path
    .slice(0, -1)
    .reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], copy);
  if (Array.isArray(parent)) {
    if (change.putBackAt !== undefined) parent.splice(change.putBackAt, 0, change.before);
    else if (change.before === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = change.before;
  } else if (change.before === undefined) {
    Reflect.deleteProperty(parent as object, last);
  } else {
    (parent as Record<string, unknown>)[last] = change.before;
  }
  return copy;
}

function compare(before: unknown, after: unknown, path: Path): KeyChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return names.flatMap((name) => compare(before[name], after[name], [...path, name]));
  }
  if (isListOfMaps(before) && isListOfMaps(after)) return compareLists(before, after, path);
  return [{ path, before, after }];
}

/** What stays in order is no change; between two that stay, what is gone meets what is new. */
function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
): KeyChange[] {
  const changes: KeyChange[] = [];
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [
    ...staying(before, after),
    [before.length, after.length],
  ] as const) {
    const pairs = Math.min(nextFrom - from, nextTo - to);
    for (let index = 0; index < pairs; index++)
      changes.push(...compare(before[from + index], after[to + index], [...path, to + index]));
    for (let index = from + pairs; index < nextFrom; index++)
      changes.push({
        path: [...path, index],
        before: before[index],
        after: undefined,
        putBackAt: nextTo,
      });
    for (let index = to + pairs; index < nextTo; index++)
      changes.push({ path: [...path, index], before: undefined, after: after[index] });
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  return changes;
}

/** The longest series of equal elements, as pairs of their places. */
function staying(before: readonly unknown[], after: readonly unknown[]): [number, number][] {
  const longest = (from: number, to: number): number => lengths[from]?.[to] ?? 0;
  const lengths: number[][] = before.map(() => []);
  for (let from = before.length - 1; from >= 0; from--) {
    for (let to = after.length - 1; to >= 0; to--) {
      const row = lengths[from] as number[];
      row[to] = isDeepStrictEqual(before[from], after[to])
        ? longest(from + 1, to + 1) + 1
        : Math.max(longest(from + 1, to), longest(from, to + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let [from, to] = [0, 0]; from < before.length && to < after.length; ) {
    if (isDeepStrictEqual(before[from], after[to])) pairs.push([from++, to++]);
    else if (longest(from + 1, to) >= longest(from, to + 1)) from++;
    else to++;
  }
  return pairs;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfMaps(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every(isMap);
}
