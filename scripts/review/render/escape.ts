/**
 * Text of anybody as text: in a comment, in a diff and in a terminal it does nothing but being read.
 *
 * The lists are all there is: each entry has a test that fails without it.
 */
import { cut, type Quoted, type Words } from '../words.ts';

/** Longer ones are cut, in UTF-16 units: nobody reads them, and they push away what matters. */
const LONGEST = { text: 800, quoted: 240 };

interface Entry {
  readonly name: string;
  readonly pattern: RegExp;
}

/** What can't be seen, or makes other text look like something else: shown by its number. */
export const UNSEEN: readonly Entry[] = [
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  { name: 'control characters, line ends among them', pattern: /[\0-\x08\n-\x1f\x7f-\x9f]/ },
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: only they are.
  { name: 'line and paragraph separators', pattern: /[\u2028\u2029]/ },
  { name: 'marks of direction', pattern: /[\u061c\u200e\u200f]/ },
  { name: 'changes of direction', pattern: /[\u202a-\u202e\u2066-\u2069]/ },
  { name: 'zero-width characters', pattern: /\u200b|\u200c|\u200d|[\u2060-\u2064\ufeff]/ },
  { name: 'hyphens that may not be seen', pattern: /\u00ad/ },
  { name: 'fillers', pattern: /\u034f|[\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0]/ },
  { name: 'variation selectors', pattern: /[\ufe00-\ufe0f]/ },
  { name: 'tags and more selectors', pattern: /[\u{e0000}-\u{e0fff}]/u },
  { name: 'halves of characters', pattern: /[\ud800-\udfff]/u },
];

/** What GitHub's runner takes as a command where it stands in a job's log. */
export const COMMANDS: readonly Entry[] = [
  { name: 'command at the start of a line', pattern: /(?<=^\s*):(?=:[a-z-]+(?: .*)?::)/ },
  { name: 'older command, anywhere', pattern: /#(?=#\[)/ },
];

const NUMBERED: readonly Entry[] = [...UNSEEN, ...COMMANDS];

/** What GitHub makes a link, a mention or a picture of, wherever it stands outside code. */
export const REFERENCES: readonly Entry[] = [
  { name: 'mention or e-mail address', pattern: /@[\w.-]/ },
  { name: 'issue', pattern: /#\d/ },
  { name: 'issue, spelled out', pattern: /\bgh-\d/ },
  { name: 'commit', pattern: /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/ },
  { name: 'address', pattern: /:\/\// },
  { name: 'address without a scheme', pattern: /www\./ },
  { name: 'emoji', pattern: /:(?=\d*[a-z_+-]|100:|1234:)[\w+-]+:/ },
];

interface Escape extends Entry {
  readonly to: string;
}

/** What Markdown reads as something else at the start of a block. */
export const BLOCKS: readonly Escape[] = [
  { name: 'number of a list', pattern: /(?<=^\d{1,9})[.)]/, to: '\\$&' },
  { name: 'quote', pattern: /^>/, to: '&gt;' },
  { name: 'bullet, or underline of a heading', pattern: /^[-+=]/, to: '\\$&' },
];

/** What Markdown and HTML read as something else anywhere in a word. */
export const MARKUP: readonly Escape[] = [
  { name: 'backslash', pattern: /\\/, to: '\\\\' },
  { name: 'tag', pattern: /</, to: '&lt;' },
  { name: 'entity', pattern: /&(?=[#\w])/, to: '&amp;' },
  { name: 'code', pattern: /`/, to: '&#96;' },
  { name: 'emphasis', pattern: /\*/, to: '\\*' },
  { name: 'emphasis by underscore', pattern: /(?<![0-9a-z])_|_(?![0-9a-z])/, to: '\\_' },
  { name: 'strikethrough, or fence', pattern: /~/, to: '\\~' },
  { name: 'link, image, footnote or task', pattern: /\[/, to: '\\[' },
  { name: 'heading, or the end of one', pattern: /#/, to: '\\#' },
  { name: 'cell', pattern: /\|/, to: '\\|' },
  // An amount of money can't end a formula.
  { name: 'formula', pattern: /\$(?!\d)/, to: '&#36;' },
];

const START: readonly Escape[] = [...BLOCKS, ...MARKUP];

/** What HTML reads as something else than text. */
const HTML: readonly Escape[] = [
  { name: 'ampersand', pattern: /&/, to: '&amp;' },
  { name: 'start of a tag', pattern: /</, to: '&lt;' },
  { name: 'end of a tag', pattern: />/, to: '&gt;' },
];

/** Text in which every character can be seen, on one line: `a\u202eb` is `a(U+202E)b`. */
export function visible(text: string): string {
  return text.replace(anyOf(NUMBERED), (found) => {
    const number = found.codePointAt(0) ?? 0;
    return `(U+${number.toString(16).toUpperCase().padStart(4, '0')})`;
  });
}

/** Where Markdown stands: what starts a block is read differently, and so is a table's cell. */
export interface Place {
  readonly start?: boolean;
  readonly cell?: boolean;
}

/** Words as Markdown, on one line. Names and values are code, and so is what would be a link. */
export function markdown(words: Words, place: Place = {}): string {
  return merged(words).reduce<string>((all, part) => {
    const start = place.start === true && all === '';
    const next =
      typeof part === 'string' ? prose(part, { ...place, start }) : code(part.quoted, place);
    // Two codes side by side would be read as one.
    return all.endsWith('`') && next.startsWith('`') ? `${all} ${next}` : all + next;
  }, '');
}

/** What only two texts together make a link of is looked for in both. */
function merged(words: Words): Words {
  return words.reduce<(string | Quoted)[]>((all, part) => {
    const last = all.at(-1);
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part;
    else all.push(part);
    return all;
  }, []);
}

/** Words in bold; nothing at all if there is nothing to say. */
export function bold(words: Words): string {
  const text = markdown(words).trim();
  return text === '' ? '' : `**${text}**`;
}

/** Text as Markdown's code, on one line. */
export function code(text: string, { cell = false }: Place = {}): string {
  const seen = visible(cut(text, LONGEST.quoted)) || '""';
  const fence = '`'.repeat(longestRun(seen) + 1);
  const padding = /^`|`$|^ .*[^ ].* $/.test(seen) ? ' ' : '';
  const inside = cell ? seen.replace(/\\\|/g, '\\(U+007C)').replaceAll('|', '\\|') : seen;
  return `${fence}${padding}${inside}${padding}${fence}`;
}

/** Lines as a block of code that nothing in them ends. */
export function fenced(language: string, lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
  return [fence + language, ...lines, fence].join('\n');
}

/** Text as HTML's code, on one line: there GitHub looks for no references. */
export function htmlCode(text: string): string {
  return `<code>${substitute(HTML, visible(cut(text, LONGEST.quoted)))}</code>`;
}

function prose(text: string, place: Place): string {
  const seen = visible(cut(text, LONGEST.text));
  const tokens = (place.start ? seen.trimStart() : seen).split(/([ \t]+)/);
  return tokens
    .map((token, index) =>
      proseToken(token, { ...place, start: index === 0 && place.start === true }),
    )
    .join('');
}

function proseToken(token: string, place: Place): string {
  const [, before = '', core = '', after = ''] = /^([("']*)(.*?)([)"',.;!?]*)$/s.exec(token) ?? [];
  const escapes = place.start ? START : MARKUP;
  if (!anyOf(REFERENCES).test(core)) return substitute(escapes, token);
  return before + code(core, place) + after;
}

/** All at once, so that what one entry writes is no other's to read. */
function substitute(escapes: readonly Escape[], text: string): string {
  return text.replace(anyOf(escapes), (found, ...groups) => {
    const { to = '' } = escapes[groups.findIndex((group) => group !== undefined)] ?? {};
    return to.replace('$&', found);
  });
}

const known = new Map<readonly Entry[], RegExp>();

/** One pattern of all, each entry a group of it. */
function anyOf(entries: readonly Entry[]): RegExp {
  const made =
    known.get(entries) ??
    new RegExp(entries.map(({ pattern }) => `(${pattern.source})`).join('|'), 'giu');
  known.set(entries, made);
  made.lastIndex = 0;
  return made;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
