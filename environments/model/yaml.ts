/** YAML text as a tree with places, or what is wrong with it in words that help. */
import { isAlias, isMap, isScalar, isSeq, parseDocument, type YAMLError } from 'yaml';
import type { Node, Origin, Problem } from './source.ts';

/** A file a person still reads; what generates larger ones can make several environments. */
const MOST_BYTES = 256 * 1024;
/** The schema needs seven. */
const MOST_LEVELS = 30;

/** What was read of one file. */
interface Source {
  readonly root: Node;
  readonly problems: readonly Problem[];
}

/**
 * Parses one file.
 *
 * Anchors and aliases are refused: a few lines of them can grow to gigabytes, and a reviewer
 * can't see what a line changes when its value stands elsewhere. So are keys without a value:
 * a line commented out below one would silently remove all that `defaults.yaml` says there.
 */
export function parseSource(file: string, content: string | Uint8Array): Source {
  const start: Origin = { file, line: 1, column: 1 };
  const empty: Node = { at: start, value: new Map() };
  const text = decode(content);
  if (text === undefined)
    return { root: empty, problems: [{ ...start, message: 'is not UTF-8: save it as such' }] };
  if (Buffer.byteLength(text) > MOST_BYTES) {
    const message = `is larger than ${MOST_BYTES / 1024} KiB: divide it`;
    return { root: empty, problems: [{ ...start, message }] };
  }
  // Keys that stand twice are told by us: the parser compares each with all others.
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
  });
  const origin = placesIn(file, text);
  const problems = [...document.errors, ...document.warnings].map(
    (error): Problem => ({ ...origin(error.pos[0]), message: explain(error) }),
  );
  const root = convert(document.contents, start, { origin, problems });
  if (root.value instanceof Map) return { root, problems };
  if (root.value !== null) problems.push({ ...root.at, message: 'must be a map of keys' });
  return { root: empty, problems };
}

/** The text of a file; undefined if it isn't UTF-8. */
function decode(content: string | Uint8Array): string | undefined {
  if (typeof content === 'string') return content;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Leads from offsets to places. Not by the parser's own count of lines, which errors can put wrong. */
function placesIn(file: string, text: string): (offset: number) => Origin {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

const WORDS: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a second colon stands in this line: put the value in quotes',
  MULTIPLE_DOCS: 'a second document begins here: keep one in a file',
  NON_STRING_KEY: 'this key is no plain text: put it in quotes',
  TAB_AS_INDENT: 'a tab stands at the beginning of this line: use spaces',
  TAG_RESOLVE_FAILED: 'tags such as !x are not used here: write the plain value',
};

function explain({ code, message }: YAMLError): string {
  // The parser's own recursion ran out of stack.
  if (/call stack/.test(message)) return 'is nested too deeply to be read';
  return WORDS[code] ?? `is no YAML: ${message.replace(/\s+/g, ' ')}`;
}

/** What the conversion of a file shares. */
interface Reading {
  readonly origin: (offset: number) => Origin;
  readonly problems: Problem[];
}

function convert(node: unknown, parent: Origin, reading: Reading, level = 0): Node {
  const { origin, problems } = reading;
  const { range, anchor } = (node ?? {}) as { range?: readonly number[] | null; anchor?: string };
  const at = range ? origin(range[0] ?? 0) : parent;
  const refuse = (message: string): Node => {
    problems.push({ ...at, message });
    return { at, value: null };
  };
  if (level > MOST_LEVELS) return refuse('is nested too deeply: no key lies this deep');
  if (isAlias(node) || anchor)
    return refuse('anchors and aliases are not used here: write the value out');
  if (isSeq(node))
    return { at, value: node.items.map((item) => convert(item, at, reading, level + 1)) };
  if (!isMap(node)) {
    const value = isScalar(node) ? node.value : null;
    // YAML 1.1, which a file can ask for, has dates and bytes.
    if (typeof value === 'object' && value !== null)
      return refuse('is no plain value: put it in quotes');
    return { at, value: value as string | number | boolean | null };
  }
  const entries = new Map<string, Node>();
  for (const { key, value } of node.items) {
    const place = (key as { range?: readonly number[] | null }).range;
    const keyAt = place ? origin(place[0] ?? 0) : at;
    const name = String((key as { value?: unknown }).value ?? '');
    const wrong = problemOfEntry(name, value, entries);
    if (wrong) problems.push({ ...keyAt, message: wrong });
    entries.set(name, { ...convert(value, keyAt, reading, level + 1), keyAt });
  }
  // Objects have something under this name, whatever a file says.
  entries.delete('__proto__');
  return { at, value: entries };
}

function problemOfEntry(
  name: string,
  value: unknown,
  before: ReadonlyMap<string, Node>,
): string | undefined {
  if (name === '__proto__') return '"__proto__" is no name: use another';
  if (before.has(name)) return 'this key stands here twice: keep one';
  const isEmpty = isScalar(value) && value.value === null && value.range?.[0] === value.range?.[1];
  return value === null || isEmpty
    ? `nothing stands below "${name}": write null to remove what defaults.yaml says, or delete the line`
    : undefined;
}
