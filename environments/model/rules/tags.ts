import type { Rule } from './rule.ts';

/** Every resource bears these, so a tag of the same name would say nothing. */
const OURS = ['project', 'environment', 'owner', 'managedBy', 'Name'];
/** AWS takes fifty; a resource needs its own beside those of the file. */
const MOST = 50 - OURS.length;
/** What all services take, not just the one that takes most. */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tags: Rule = {
  id: 'tags',
  *check(environment) {
    const all = { ...environment.tags };
    if (Object.keys(all).length > MOST)
      yield {
        path: ['tags'],
        message: `AWS takes 50 tags, of which ${OURS.length} are ours: use ${MOST} or fewer`,
      };
    const owner = problem(environment.owner, 256);
    if (owner) yield { path: ['owner'], message: `owner is a tag's value, and ${owner}` };
    for (const [key, value] of Object.entries(all)) {
      const path = ['tags', key];
      const message = key.length === 0 ? 'is empty: give it a name' : problem(key, 128);
      if (OURS.some((ours) => ours.toLowerCase() === key.toLowerCase()))
        yield { path, message: `the tag "${key}" is set by nightshift itself: remove it` };
      else if (/^aws:/i.test(key))
        yield {
          path,
          message: `the tag "${key}" begins with aws:, which AWS keeps for itself: rename it`,
        };
      else if (message) yield { path, message: `the tag's name "${key}" ${message}` };
      const wrong = problem(value, 256);
      if (wrong) yield { path, message: `the value of the tag "${key}" ${wrong}` };
    }
  },
  example: {
    yaml: 'tags:\n  team: R&D\n',
    at: '2:9',
    message:
      'the value of the tag "team" holds "&": use letters, digits, spaces and _ . : / = + - @',
  },
};

function problem(text: string, most: number): string | undefined {
  if (text.length > most) return `has ${text.length} characters, AWS takes ${most}: shorten it`;
  const odd = [...text].find((character) => !CHARACTERS.test(character));
  if (odd === undefined) return undefined;
  return `holds ${JSON.stringify(odd)}: use letters, digits, spaces and _ . : / = + - @`;
}
