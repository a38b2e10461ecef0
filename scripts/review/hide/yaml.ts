/** Texts of YAML: values of a chart, manifests, templates, configurations of machines. */
import { parseAllDocuments } from 'yaml';
import type { Value } from '../plan.ts';
import { nests } from '../read/nests.ts';
import { readValue } from '../read/value.ts';

/** A line that begins with a key. */
const KEY = /(?:^|\n)[ \t]*(?:- +)?["']?[\w./-]+["']?[ \t]*:[ \t\r]*(?:\n|[ \t]\S)/;

/** Characters of a text that is read: what is longer is read line by line alone. */
const LONGEST = 100_000;

/** Levels: whoever walks a tree needs an end. */
const DEPTH = 100;

/** The documents in a text of several lines; none if it is something else, or a template of it. */
export function yamlIn(text: string): readonly Value[] {
  if (text.length > LONGEST || !text.includes('\n') || !KEY.test(text)) return [];
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
    const trees = [...documents].flatMap((one) => (one.errors.length > 0 ? [] : [one.toJS()]));
    const found = trees.filter((one) => typeof one === 'object' && one !== null);
    return found.filter((one) => nests(one, DEPTH)).map((one) => readValue(one));
  } catch {
    return [];
  }
}
