/** Text for people, apart from how it is shown. */

/** What stands in a plan or a file: shown as it is, set off from our words. */
export interface Quoted {
  readonly quoted: string;
}

/**
 * Our own words, and what is quoted in them. A renderer escapes both: neither may become markup.
 */
export type Words = readonly (string | Quoted)[];

/** Sets a name or a value off from the words around it. */
export function quote(text: string | number | boolean): Quoted {
  return { quoted: String(text) };
}

/** A template for words: `` words`may ${quote('dynamodb:GetItem')} on ${table}` ``. */
export function words(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Quoted | Words)[]
): Words {
  const joined: (string | Quoted)[] = [];
  let index = 0;
  for (const text of texts) {
    add(joined, text);
    const value = values[index++];
    if (typeof value === 'string') add(joined, value);
    else if (typeof value === 'number') add(joined, String(value));
    else if (value !== undefined && 'quoted' in value) joined.push(value);
    else for (const part of value ?? []) add(joined, part);
  }
  return joined;
}

/** Text is one with the text before it. */
function add(joined: (string | Quoted)[], part: string | Quoted): void {
  const last = joined.length - 1;
  const before = joined[last];
  if (typeof part === 'string' && typeof before === 'string') joined[last] = before + part;
  else if (part !== '') joined.push(part);
}

/** Several words as one, with the same text between them. */
export function join(all: readonly Words[], between: string): Words {
  const joined: (string | Quoted)[] = [];
  for (const one of all) {
    if (joined.length > 0) joined.push(between);
    joined.push(...one);
  }
  return joined;
}

/** Without marking what is quoted: for JSON and for comparing. */
export function plain(text: Words): string {
  return text.map((part) => (typeof part === 'string' ? part : part.quoted)).join('');
}

/** The beginning of a text that is too long, never half a character. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}
