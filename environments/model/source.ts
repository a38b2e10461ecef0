/** YAML text as a tree in which every key and value knows where it stands. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

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
 * Parses one file.
 *
 * Anchors and aliases are refused: a few lines of them can grow to gigabytes, and a reviewer
 * can't see what a line changes when its value stands elsewhere.
 */
export function parseSource(file: string, text: string): { root: Node; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true,
  });
  const origin = (offset: number): Origin => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = [...document.errors, ...document.warnings].map((error): Problem => {
    const message =
      error.code === 'DUPLICATE_KEY' ? 'this key stands here twice: keep one' : error.message;
    return { ...origin(error.pos[0]), message };
  });
  const convert = (node: unknown, parent: Origin): Node => {
    const range = (node as { range?: [number, number, number] | null } | null)?.range;
    const at = range ? origin(range[0]) : parent;
    if (isAlias(node) || (node as { anchor?: string } | null)?.anchor) {
      problems.push({
        ...at,
        message: 'anchors and aliases are not used here: write the value out',
      });
      return { at, value: null };
    }
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, Node] => {
        const keyRange = (key as { range?: [number, number, number] }).range;
        const keyAt = keyRange ? origin(keyRange[0]) : at;
        return [
          String((key as { value?: unknown }).value ?? ''),
          { ...convert(value, keyAt), keyAt },
        ];
      });
      return { at, value: new Map(entries) };
    }
    if (isSeq(node)) return { at, value: node.items.map((item) => convert(item, at)) };
    return { at, value: isScalar(node) ? (node.value as Scalar) : null };
  };
  const root = convert(document.contents, { file, line: 1, column: 1 });
  if (!(root.value instanceof Map)) {
    if (root.value !== null) problems.push({ ...root.at, message: 'must be a map of keys' });
    return { root: { at: root.at, value: new Map() }, problems };
  }
  return { root, problems };
}

/** Lays `over` on `base`: maps merge, scalars and lists replace, null removes. */
export function merge(base: Node | undefined, over: Node): Node {
  if (!(over.value instanceof Map)) return over;
  const merged = new Map(base?.value instanceof Map ? base.value : []);
  for (const [key, node] of over.value) {
    if (node.value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), node));
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

/** All values of a tree that are no containers, and all keys, with their paths. */
export function* leaves(node: Node, path: Path = []): Generator<{ path: Path; node: Node }> {
  if (node.value instanceof Map) {
    for (const [key, child] of node.value) yield* leaves(child, [...path, key]);
  } else if (Array.isArray(node.value)) {
    for (const [index, child] of node.value.entries()) yield* leaves(child, [...path, index]);
  } else {
    yield { path, node };
  }
}

/** A path as people write it: `jobs.flight-delays.permissions[1]`. */
export function showPath(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`,
    )
    .join('');
}
