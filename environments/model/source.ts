/** What a file says as a tree in which every key and value knows where it stands. */

/** A place in a file; lines and columns count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong at a place, with its remedy. */
export interface Problem extends Origin {
  readonly message: string;
}

/** Keys and indices from the root to a value. */
export type Path = readonly (string | number)[];

type Scalar = string | number | boolean | null;

/** A value with the places of itself and, inside a map, of its key. */
export interface Node {
  readonly at: Origin;
  readonly keyAt?: Origin;
  readonly value: Scalar | readonly Node[] | ReadonlyMap<string, Node>;
}

/**
 * Lays `over` on `base`: maps merge, scalars and lists replace, null removes.
 *
 * @param onNothing told of each null that finds nothing to remove, and of what there is
 */
export function merge(
  base: Node | undefined,
  over: Node,
  onNothing?: (path: Path, node: Node, known: readonly string[]) => void,
  path: Path = [],
): Node {
  if (!(over.value instanceof Map)) return over;
  const merged = new Map(base?.value instanceof Map ? base.value : []);
  for (const [key, node] of over.value) {
    const here = [...path, key];
    if (node.value !== null) merged.set(key, merge(merged.get(key), node, onNothing, here));
    else if (!merged.delete(key)) onNothing?.(here, node, [...merged.keys()]);
  }
  return { ...over, value: merged };
}

/** The plain value of a tree, as zod takes it. */
export function plain(node: Node): unknown {
  if (node.value instanceof Map) {
    return Object.fromEntries([...node.value].map(([key, child]) => [key, plain(child)]));
  }
  return Array.isArray(node.value) ? node.value.map(plain) : node.value;
}

/** Walks to a path; where the path leads further than the file, the last value on it. */
export function nearest(root: Node, path: Path): { node: Node; found: boolean } {
  let node = root;
  for (const step of path) {
    const child: Node | undefined =
      node.value instanceof Map
        ? node.value.get(String(step))
        : Array.isArray(node.value)
          ? (node.value as readonly Node[])[Number(step)]
          : undefined;
    if (!child) return { node, found: false };
    node = child;
  }
  return { node, found: true };
}

/** Where a person would point: a map's or list's key, any other value itself. */
export function placeOf({ at, keyAt, value }: Node): Origin {
  return typeof value === 'object' && value !== null ? (keyAt ?? at) : at;
}

/** All nodes of a tree with their paths, containers before what they hold. */
export function* nodes(node: Node, path: Path = []): Generator<{ path: Path; node: Node }> {
  if (path.length > 0) yield { path, node };
  if (typeof node.value !== 'object' || node.value === null) return;
  for (const [key, child] of node.value.entries()) yield* nodes(child, [...path, key]);
}

/** All values of a tree that are no containers. */
export function* leaves(root: Node): Generator<{ path: Path; node: Node }> {
  for (const entry of nodes(root))
    if (typeof entry.node.value !== 'object' || entry.node.value === null) yield entry;
}

/** A path as people write it: `jobs.flight-delays.permissions[1]`. */
export function showPath(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`,
    )
    .join('');
}
