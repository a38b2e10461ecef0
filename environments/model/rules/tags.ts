import type { Environment } from '../schema.ts';
import type { Finding, Rule } from './rule.ts';

/** Every resource bears these, so a tag of the same name would say nothing. */
const OURS = ['project', 'environment', 'owner', 'managedBy', 'Name'];
/** AWS takes fifty; a resource needs its own beside those of the file. */
const MOST = 50 - OURS.length;
/** What all services take, not just the one that takes most. */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const [LONGEST_NAME, LONGEST_VALUE] = [128, 256];

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tags: Rule = {
  id: 'tags',
  *check({ tags: all, owner }) {
    const count = Object.keys(all).length;
    if (count > MOST) {
      const message = `AWS takes 50 tags, of which ${OURS.length} are ours: use ${MOST} or fewer, not ${count}`;
      yield { path: ['tags'], message };
    }
    const wrongOwner = problem(owner, LONGEST_VALUE);
    if (wrongOwner) yield { path: ['owner'], message: `owner is a tag's value, and ${wrongOwner}` };
    yield* checkEach(all);
  },
  example: {
    yaml: 'tags:\n  team: R&D\n',
    at: '2:9',
    message:
      'the value of the tag "team" holds "&": use letters, digits, spaces and _ . : / = + - @',
  },
};

function* checkEach(all: Environment['tags']): Iterable<Finding> {
  // IAM takes names that differ in their case for one, and refuses the role.
  const seen = new Map(OURS.map((name) => [name.toLowerCase(), 'is set by nightshift itself']));
  for (const [name, value] of Object.entries(all)) {
    const path = ['tags', name];
    const taken = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), 'stands here twice, but for its case');
    const wrongName = name === '' ? 'is empty: give it one' : problem(name, LONGEST_NAME);
    if (taken) yield { path, message: `the tag "${name}" ${taken}: remove it` };
    else if (wrongName) yield { path, message: `the name of the tag "${name}" ${wrongName}` };
    const wrong = problem(value, LONGEST_VALUE);
    if (wrong) yield { path, message: `the value of the tag "${name}" ${wrong}` };
  }
}

function problem(text: string, most: number): string | undefined {
  if (/^aws:/i.test(text)) return 'begins with aws:, which AWS keeps for itself: use another word';
  if (text.length > most) return `has ${text.length} characters, AWS takes ${most}: shorten it`;
  const odd = [...text].find((character) => !CHARACTERS.test(character));
  if (odd === undefined) return undefined;
  return `holds ${JSON.stringify(odd)}: use letters, digits, spaces and _ . : / = + - @`;
}
