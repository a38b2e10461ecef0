/** Judges each value of a plan where it stands, and gathers the secrets. */
import {
  type Change,
  Hidden,
  type Marked,
  type OutputChange,
  type Tree,
  UNKNOWN,
  type Value,
} from '../plan.ts';
import { members, own } from '../read/members.ts';
import { isMadeFrom } from './digests.ts';
import { globs, judgeName } from './names.ts';
import type { Place } from './place.ts';
import { RULES, textsIn } from './rules.ts';

/** A place without its value. */
type Where = Omit<Place, 'value' | 'marked'>;

type Sides = Pick<Marked<Change>, 'before' | 'after' | 'marks'>;

export class Judge {
  /** Texts that are secrets, wherever they stand. */
  readonly secrets = new Set<string>();
  /** JSON texts that were read and are hidden as a whole. */
  readonly documents = new Set<string>();
  readonly #hidden = new Map<string, Hidden>();
  readonly #configured: (name: string, path: string) => boolean;

  /** @param names patterns of further names of secrets */
  constructor(names: readonly string[]) {
    this.#configured = names.length === 0 ? () => false : globs(names);
  }

  change({ marks, ...change }: Marked<Change>): Change {
    const where = { names: [], name: '', parent: undefined, type: change.type, under: false };
    const { importing } = change;
    return {
      ...change,
      ...(importing && {
        importing: this.#tree(importing as Tree, false, where) as typeof importing,
      }),
      ...this.#sides({ ...change, marks }, where),
    };
  }

  output({ marks, ...output }: Marked<OutputChange>): OutputChange {
    const { name } = output;
    const under = judgeName(name).secret;
    const where = { names: [name], name, parent: {}, type: 'output', under };
    return { ...output, ...this.#sides({ ...output, marks }, where) };
  }

  /** What is marked on one side is hidden on both: a secret stays one when its mark goes. */
  #sides({ before, after, marks }: Sides, where: Where): Pick<Change, 'before' | 'after'> {
    const both = union(marks.before, marks.after);
    return {
      ...(before !== undefined && { before: this.#value(before, both, where) }),
      ...(after !== undefined && { after: this.#value(after, both, where) }),
    };
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

  #value(value: Value, marks: unknown, where: Where): Value {
    if (value === null || value === UNKNOWN || value instanceof Hidden) return value;
    const secrets = this.#secretsAt({ ...where, value, marked: marks === true });
    if (secrets) {
      for (const secret of secrets) this.secrets.add(secret);
      if (typeof value === 'object') this.documents.add(JSON.stringify(value));
      return this.same(value);
    }
    if (Array.isArray(value)) {
      const within = { ...where, parent: undefined };
      return value.map((one, index) => this.#value(one, own(marks, index), within));
    }
    return typeof value === 'object' ? this.#tree(value as Tree, marks, where) : value;
  }

  #tree(tree: Tree, marks: unknown, { names, type, under }: Where): Tree {
    const pair = nameOfPair(tree);
    const judged = Object.entries(tree).map(([key, one]): [string, Value] => {
      const name = pair !== undefined && /^(?:\w+_?)?value$/i.test(key) ? pair : key;
      const where = {
        names: [...names, key],
        name,
        parent: tree,
        type,
        under: under || judgeName(name).secret,
      };
      return [key, this.#value(one, own(marks, key), where)];
    });
    const hidden = judged.filter(([, one]) => one instanceof Hidden).map(([key]) => key);
    if (hidden.length === 0) return Object.fromEntries(judged);
    return Object.fromEntries(
      judged.map(([key, one]) => [key, isMadeFrom(key, one, hidden) ? this.same(one) : one]),
    );
  }

  #secretsAt(place: Place): readonly string[] | undefined {
    if (this.#configured(place.name, [place.type, ...place.names].join('.')))
      return textsIn(place.value);
    for (const [, rule] of RULES) {
      const secrets = rule(place);
      if (secrets) return secrets;
    }
    return undefined;
  }
}

/** Of `{ name: "DB_PASSWORD", value: "..." }` the name. */
function nameOfPair(tree: Tree): string | undefined {
  const key = Object.keys(tree).find((one) => /^(?:parameter_?)?(?:name|key)$/i.test(one));
  const name = key === undefined ? undefined : tree[key];
  return typeof name === 'string' ? name : undefined;
}

/** Marks of either side. */
function union(one: unknown, other: unknown): unknown {
  if (one === true || other === true) return true;
  if (typeof one !== 'object' || one === null) return other;
  if (typeof other !== 'object' || other === null) return one;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => [name, union(own(one, name), own(other, name))]),
  );
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
