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
  const parts = texts.flatMap((text, index): (string | Quoted)[] => {
    const value = values[index];
    if (value === undefined) return [text];
    if (typeof value === 'string' || typeof value === 'number') return [text, String(value)];
    return 'quoted' in value ? [text, value] : [text, ...value];
  });
  return parts.reduce<(string | Quoted)[]>((joined, part) => {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string')
      joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
    return joined;
  }, []);
}

/** Several words as one, with the same text between them. */
export function join(all: readonly Words[], between: string): Words {
  return all.flatMap((one, index) => (index === 0 ? one : [between, ...one]));
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
