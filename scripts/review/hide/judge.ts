/** Judges each value of a plan where it stands, and gathers the secrets. */

import { mapList, mapTree } from '../map.ts';
import {
  type Change,
  Hidden,
  type Marked,
  type OutputChange,
  type Tree,
  UNKNOWN,
  type Value,
  type Writable,
} from '../plan.ts';
import { type Members, members, own } from '../read/members.ts';
import { remembered } from '../remembered.ts';
import { isTree } from '../value.ts';
import { isMadeFrom } from './digests.ts';
import { globs, judgeName } from './names.ts';
import { isTelling, type Place, pathOf } from './place.ts';
import { RULES, textsIn } from './rules.ts';
import { yamlIn } from './yaml.ts';

type Sides = Writable<Pick<Change, 'before' | 'after'>>;

export class Judge {
  /** Texts that are secrets, wherever they stand. */
  readonly secrets = new Set<string>();
  /** JSON texts that were read and are hidden as a whole. */
  readonly documents = new Set<string>();
  readonly #hidden = new Map<string, Hidden>();
  readonly #configured: ((name: string, path: string) => boolean) | undefined;

  /** @param names patterns of further names of secrets */
  constructor(names: readonly string[]) {
    this.#configured = names.length === 0 ? undefined : globs(names);
  }

  /** A copy, with what is hidden where it stands. */
  change(marked: Marked<Change>): Writable<Change> {
    const { marks: _, ...given } = marked;
    const change: Writable<Change> = given;
    const place = placeAt(change.type, change.name);
    if (change.importing) change.importing = this.#tree(change.importing as Tree, false, place);
    this.#sides(change, marked.marks, place);
    return change;
  }

  output(marked: Marked<OutputChange>): OutputChange {
    const { marks: _, ...output } = marked;
    const { name } = output;
    const says = judgeName(name);
    const place = { ...placeAt('output', name), key: name, name, says, under: says.secret };
    this.#sides(output, marked.marks, place);
    return output;
  }

  /** What is marked on one side is hidden on both: a secret stays one when its mark goes. */
  #sides(of: Sides, marks: Marked<Change>['marks'], place: Place): void {
    const both = union(marks.before, marks.after);
    const { before, after } = of;
    const judged = (value: Value, beside?: Beside): Value =>
      this.#value({ ...place, value, marked: both === true }, both, beside);
    if (before !== undefined) of.before = judged(before);
    if (after !== undefined) of.after = judged(after, besideOf(before, of.before, after));
  }

  /** Equal values are the same. */
  same(value: Value): Hidden {
    const key = canonical(value);
    const known = this.#hidden.get(key);
    if (known) return known;
    const made = new Hidden();
    this.#hidden.set(key, made);
    return made;
  }

  #value(place: Place, marks: unknown, beside?: Beside): Value {
    const { value } = place;
    if (value === null || value === UNKNOWN || value instanceof Hidden) return value;
    const secrets = this.#secretsAt(place);
    const within = typeof value === 'string' && this.#hasSecrets(value, place);
    if (secrets) {
      for (const secret of secrets) this.secrets.add(secret);
      if (typeof value === 'object') this.documents.add(JSON.stringify(value));
      return this.same(value);
    }
    if (Array.isArray(value)) {
      return mapList(value, (one: Value, index) => {
        const marked = own(marks, index);
        const under = place.under || optionOf(value[index - 1]);
        const element = { ...place, value: one, parent: undefined, marked: marked === true, under };
        return this.#value(element, marked);
      });
    }
    if (within) return this.same(value);
    return typeof value === 'object' ? this.#tree(value as Tree, marks, place, beside) : value;
  }

  /**
   * Whether a text of YAML holds secrets, which are sought elsewhere then. What holds for all of the
   * text holds for none of its parts.
   */
  #hasSecrets(text: string, place: Place): boolean {
    if (!text.includes('\n')) return false;
    const judged = yamlIn(text).map((value) => {
      const inside = { ...place, value, marked: false, under: false, inText: true };
      return this.#value(inside, false) === value;
    });
    return judged.includes(false);
  }

  #tree(tree: Tree, marks: unknown, up: Place, beside?: Beside): Tree {
    const pair = nameOfPair(tree);
    const paired = up.up === undefined ? PAIRED : PAIRED_BELOW;
    const tested = isCondition(up);
    const bare = !marksAny(marks);
    const hidden: string[] = [];
    const judged = mapTree(tree, (value, key) => {
      // Nothing is no secret: most of what a provider tells is that.
      if (value === null) return value;
      if (beside && beside.given[key] === value) {
        const known = beside.judged[key] as Value;
        if (known instanceof Hidden) hidden.push(key);
        return known;
      }
      const name = pair !== undefined && paired.test(key) ? pair : key;
      const says = judgeName(tested ? '' : name);
      const under = up.under || says.secret || (name !== key && judgeName(key).secret);
      const marked = bare ? undefined : own(marks, key);
      const { type, resource, inText } = up;
      const place = {
        value,
        key,
        name,
        says,
        up,
        parent: tree,
        type,
        resource,
        marked: marked === true,
        under,
        inText,
      };
      const shown = this.#value(place, marked);
      if (shown instanceof Hidden) hidden.push(key);
      return shown;
    });
    if (hidden.length === 0) return judged;
    return mapTree(judged, (value, key) =>
      isMadeFrom(key, value, hidden) ? this.same(value) : value,
    );
  }

  #secretsAt(place: Place): readonly string[] | undefined {
    if (this.#configured?.(place.name, pathOf(place))) return textsIn(place.value);
    // By number: an iterator for each value would be most of what a large plan leaves to collect.
    for (let number = 0; number < HIDES.length; number++) {
      const secrets = HIDES[number]?.(place);
      if (secrets) return secrets;
    }
    return undefined;
  }
}

/** The old side of a change, before and after it was judged. */
interface Beside {
  readonly given: Tree;
  readonly judged: Tree;
}

/**
 * What equal values of the new side are like, which most are; undefined if another judgement may
 * hold there, since they don't stand beside the same.
 */
function besideOf(
  given: Value | undefined,
  judged: Value | undefined,
  after: Value,
): Beside | undefined {
  if (!isTree(given) || !isTree(judged) || !isTree(after)) return undefined;
  const differ = (one: Tree, other: Tree): boolean =>
    Object.keys(one).some(
      (key) => one[key] !== (Object.hasOwn(other, key) ? other[key] : undefined) && isTelling(key),
    );
  return differ(given, after) || differ(after, given) ? undefined : { given, judged };
}

const HIDES = RULES.map(([, rule]) => rule);

/** The top of a change. */
function placeAt(type: string, resource: string): Place {
  const [key, up, parent] = ['', undefined, {}];
  const says = judgeName(key);
  return {
    value: null,
    key,
    name: key,
    says,
    up,
    parent,
    type,
    resource,
    marked: false,
    under: false,
    inText: false,
  };
}

/** Whether what follows it in a command is a secret: `--db-password`. */
function optionOf(word: Value | undefined): boolean {
  return typeof word === 'string' && /^--?[a-z]/i.test(word) && judgeName(word).secret;
}

/** Of `{ name: "DB_PASSWORD", value: "..." }` the name. */
function nameOfPair(tree: Tree): string | undefined {
  for (const key in tree) {
    if (!namesPair(key)) continue;
    const name = tree[key];
    return typeof name === 'string' ? name : undefined;
  }
  return undefined;
}

/**
 * Whether what stands here is tested by a policy, under operators such as `StringLike`: what it
 * tests is a key of AWS' such as `token.actions.githubusercontent.com:sub`, and no secret.
 */
function isCondition({ up }: Place): boolean {
  return up?.key === 'Condition';
}

/** What a name says all of; at the top of a resource several values are the settings of a release. */
const PAIRED = /^(?:\w+_?)?value$/i;
const PAIRED_BELOW = /^(?:\w+_?)?values?$/i;

/** By its last letter most are told from those: a look into what is remembered takes longer. */
const namesPair = (key: string): boolean => 'eyEY'.includes(key.at(-1) ?? '-') && isNameOrKey(key);
const isNameOrKey = remembered((key) =>
  /^(?:parameter_?|(?:http_?)?header_?)?(?:name|key)$/i.test(key),
);

/** Marks of either side. */
function union(one: unknown, other: unknown): unknown {
  if (one === true || other === true) return true;
  if (one === other || !marksAny(other)) return one;
  if (!marksAny(one)) return other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => [name, union(own(one, name), own(other, name))]),
  );
}

/** Whether there are marks below; most of what is planned has none. */
function marksAny(marks: unknown): marks is Members {
  if (typeof marks !== 'object' || marks === null) return false;
  for (const _ in marks) return true;
  return false;
}

/** A text for a value, the same for equal ones. */
function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === UNKNOWN) return 'unknown';
  const tree = members(value);
  if (!tree || value instanceof Hidden) return JSON.stringify(value);
  const names = Object.keys(tree).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(tree[name] as Value)}`).join()}}`;
}
