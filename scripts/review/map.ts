/** Trees with other values, made anew only where something differs: most of a plan stays. */
import type { Tree } from './plan.ts';

/** The tree with other values under its keys. */
export function mapTree<T>(
  tree: Readonly<Record<string, T>>,
  map: (value: T, key: string) => unknown,
): Tree {
  const changed: [string, unknown][] = [];
  for (const key of Object.keys(tree)) {
    const value = map(tree[key] as T, key);
    if (value !== tree[key]) changed.push([key, value]);
  }
  const all = changed.length === 0 ? tree : { ...tree };
  // An assignment to `__proto__` would set no member.
  for (const [key, value] of changed)
    Object.defineProperty(all, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return all as Tree;
}

/** The list with other elements. */
export function mapList<T, U>(
  list: readonly T[],
  map: (value: T, index: number) => U,
): readonly U[] {
  const mapped = list.map(map);
  return mapped.every((one, index) => Object.is(one, list[index])) ? (list as never) : mapped;
}
