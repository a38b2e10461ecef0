/** Trees with other values, made anew only where something differs: most of a plan stays. */
import type { Tree } from './plan.ts';

/** The tree with other values under its keys. */
export function mapTree<T>(
  tree: Readonly<Record<string, T>>,
  map: (value: T, key: string) => unknown,
): Tree {
  let changed: Record<string, unknown> | undefined;
  for (const key in tree) {
    const value = map(tree[key] as T, key);
    if (Object.is(value, tree[key])) continue;
    changed ??= { ...tree };
    // It has that member itself, so that not even `__proto__` is anything but one.
    changed[key] = value;
  }
  return (changed ?? tree) as Tree;
}

/** The list with other elements. */
export function mapList<T, U>(
  list: readonly T[],
  map: (value: T, index: number) => U,
): readonly U[] {
  const mapped = list.map(map);
  return mapped.every((one, index) => Object.is(one, list[index])) ? (list as never) : mapped;
}
