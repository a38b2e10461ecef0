/** Tags and labels, in one line; those that a provider adds to all aren't told twice. */
import type { Explain, FieldChange } from '../finding.ts';
import { UNKNOWN } from '../plan.ts';
import { isNothing } from '../value.ts';
import { join, quote, type Words, words } from '../words.ts';
import { differs } from './at.ts';
import { clip, finding, show } from './say.ts';

/** The resource's own, and what is made of them and the provider's. */
const OWN = ['tags', 'labels'];
const ALL = ['tags_all', 'terraform_labels', 'effective_labels'];

/** All of them: they say nothing of what a resource does. */
export const TAGS: readonly string[] = [...OWN, ...ALL];

/** Tags that are shown one by one. */
const SHOWN = 4;

export const explainTags: Explain = ({ change, fields }) => {
  if (!differs(change)) return [];
  const within = (names: readonly string[]): FieldChange[] =>
    fields.filter(({ path }) => names.includes(String(path[0])));
  const [own, all] = [within(OWN), within(ALL)];
  if (own.length + all.length === 0) return [];
  const tells = [...own, ...all].map(({ path }) => path);
  // What the resource says itself comes before what is made of it; but when a default tag gets
  // another value, the old one is read as the resource's own, and goes.
  const stays = own.filter(({ after }) => !isNothing(after));
  const keyed = [...own, ...all, ...stays].filter(({ path }) => path.length === 2);
  const tags = [...new Map(keyed.map((field) => [String(field.path[1]), field])).values()];
  if (tags.length > 0) {
    const more = tags.length > SHOWN ? `, ${tags.length - SHOWN} more` : '';
    const said = words`tags: ${join(tags.slice(0, SHOWN).map(tag), ', ')}${more}`;
    return [finding('other', said, tells)];
  }
  // What is unknown as a whole because something else changes says nothing.
  const unknown =
    tells.length > 0 && own.length === 0 && all.every(({ after }) => after === UNKNOWN);
  if (tells.length === 0 || unknown) return [];
  return [finding('other', words`tags change`, tells)];
};

function tag({ path, before, after }: FieldChange): Words {
  const name = quote(clip(String(path[1])));
  if (isNothing(before)) return words`${name} ${show(after)} added`;
  return isNothing(after)
    ? words`${name} removed`
    : words`${name} ${show(before)} → ${show(after)}`;
}
