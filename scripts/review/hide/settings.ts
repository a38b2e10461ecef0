/** Secrets in a text that is a file of settings: YAML, properties, INI, `.env`, headers. */
import { isReference, judgeName } from './names.ts';

/** `  - dbPassword: "x"`, `export API_TOKEN=x`, `X-Api-Key: x`. */
const LINE =
  /^[ \t]*(?:- |export |set )?["']?([\w.-]{2,80})["']?(?:[ \t]*=[ \t]*|:[ \t]+)(\S[^\r\n]*)/gm;

/** No secret although its name says so: nothing, a switch, a number of something, a place to fill in. */
const EMPTY = /^(?:true|false|null|none|~|\d{1,3}|[|>][+-]?|\{|\[|\$[({].*|\{\{.*)?$/i;

/** `requirepass x1`, `HTTP_Passwd x1`: a line of two words, the second none of a language. */
const PAIR = /^[ \t]*([\w.-]{2,80})[ \t]+(?=\S*\d)(\S+)[ \t]*$/gm;

/** Names of secrets, and what in the same text makes them say where a secret lies instead. */
const LIES: readonly (readonly [name: string, beside: RegExp])[] = [
  ['secretKey', /^[ \t-]*["']?remoteRef["']?:/m],
];

const NONE: readonly string[] = [];

/** The secrets of a text's lines, as their names tell. */
export function settingsIn(text: string): readonly string[] {
  if (text.length < 8 || !/[=\n]|:[ \t]/.test(text)) return NONE;
  const lies = LIES.flatMap(([name, beside]) => (beside.test(text) ? [name] : []));
  return [...text.matchAll(LINE), ...text.matchAll(PAIR)].flatMap(([, name = '', rest = '']) => {
    const { secret, number } = judgeName(name);
    if (lies.includes(name)) return [];
    // What ends the line is no part of it, though it may look so.
    const value = /^(["'])(.*?)\1/.exec(rest)?.[2] ?? rest.replace(/\s+[#;].*$|[;,]?\s*$/, '');
    if (!secret || EMPTY.test(value) || isReference(value)) return [];
    return /^\d+$/.test(value) && !number ? [] : [value];
  });
}
