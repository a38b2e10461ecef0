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
  let changed: U[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const value = map(list[index] as T, index);
    if (!changed && Object.is(value, list[index])) continue;
    changed ??= list.slice(0, index) as never[];
    changed.push(value);
  }
  return changed ?? (list as never);
}
