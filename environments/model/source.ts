/** YAML text as a tree in which every key and value knows where it stands. */
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';

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

/** A file a person still reads; what generates larger ones can make several environments. */
const MOST_BYTES = 256 * 1024;
/** The schema needs seven. */
const MOST_LEVELS = 30;

/** What was read of one file. */
interface Source {
  readonly root: Node;
  readonly problems: Problem[];
}

/**
 * Parses one file.
 *
 * Anchors and aliases are refused: a few lines of them can grow to gigabytes, and a reviewer
 * can't see what a line changes when its value stands elsewhere.
 */
export function parseSource(file: string, text: string): Source {
  const start: Origin = { file, line: 1, column: 1 };
  const unreadable = (message: string): Source => ({
    root: { at: start, value: new Map() },
    problems: [{ ...start, message }],
  });
  if (Buffer.byteLength(text) > MOST_BYTES)
    return unreadable(`is larger than ${MOST_BYTES / 1024} KiB: divide it`);
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: true,
    });
  } catch (error) {
    // The parser's own recursion ran out of stack.
    if (error instanceof RangeError) return unreadable('is nested too deeply to be read');
    throw error;
  }
  // Not the parser's own count of lines, which errors can put wrong.
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const origin = (offset: number): Origin => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    return { file, line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 };
  };
  const problems = [...document.errors, ...document.warnings].map((error): Problem => {
    const message =
      error.code === 'DUPLICATE_KEY' ? 'this key stands here twice: keep one' : error.message;
    return { ...origin(error.pos[0]), message };
  });
  const convert = (node: unknown, parent: Origin, level: number): Node => {
    const range = (node as { range?: [number, number, number] | null } | null)?.range;
    const at = range ? origin(range[0]) : parent;
    if (level > MOST_LEVELS) {
      problems.push({ ...at, message: 'is nested too deeply: no key lies this deep' });
      return { at, value: null };
    }
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
          { ...convert(value, keyAt, level + 1), keyAt },
        ];
      });
      // Objects have something under this name, whatever a file says.
      const inherited = entries.find(([key]) => key === '__proto__');
      if (inherited) {
        problems.push({
          ...(inherited[1].keyAt ?? at),
          message: '"__proto__" is no name: use another',
        });
      }
      return { at, value: new Map(entries.filter((entry) => entry !== inherited)) };
    }
    if (isSeq(node)) return { at, value: node.items.map((item) => convert(item, at, level + 1)) };
    return { at, value: isScalar(node) ? (node.value as Scalar) : null };
  };
  const root = convert(document.contents, start, 0);
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
