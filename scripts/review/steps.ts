/** Paths as a tree of their steps: what lies below one of them is found in as many steps as it has. */
import type { Path } from './plan.ts';

/** Where a path of the tree leads; a step that isn't there leads to none. */
export interface Steps {
  /** A path ends here: all below is meant. */
  all: boolean;
  next: Map<Path[number], Steps> | undefined;
}

/** The tree of some paths. */
export function stepsOf(paths: readonly Path[]): Steps {
  const root: Steps = { all: false, next: undefined };
  for (const path of paths) {
    let at = root;
    for (const step of path) {
      at.next ??= new Map();
      const next: Steps = at.next.get(step) ?? { all: false, next: undefined };
      at.next.set(step, next);
      at = next;
    }
    at.all = true;
  }
  return root;
}

/** Whether a path is one of the tree's, or lies below one. */
export function isWithin(path: Path, root: Steps): boolean {
  let at: Steps | undefined = root;
  for (const step of path) {
    if (at.all) return true;
    at = at.next?.get(step);
    if (!at) return false;
  }
  return at.all;
}
