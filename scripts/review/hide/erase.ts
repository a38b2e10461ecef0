/** Takes secrets out of all texts of a plan that no rule hides where they stand. */

import { mapList, mapTree } from '../map.ts';
import {
  type Change,
  Hidden,
  type OutputChange,
  type Tree,
  UNKNOWN,
  type Value,
  type Writable,
} from '../plan.ts';
import { remembered } from '../remembered.ts';
import { isTree } from '../value.ts';
import { Digests } from './digests.ts';
import type { Judge } from './judge.ts';
import { COVER, Search } from './search.ts';
import { tokensIn } from './tokens.ts';

/** A text in an address, such as the key of an instance. */
const QUOTED = /"((?:[^"\\]|\\.){0,4000})"/s;

export class Eraser {
  readonly #search: Search;
  readonly #digests: Digests;
  readonly #judge: Judge;
  /** Of keys of instances that look alike when they are covered, each one's number. */
  readonly #numbers = new Map<string, Map<string, number>>();

  /** The same for what a plan says over and over: names, types, keys. */
  readonly text = remembered((text) => this.#cover(text));

  constructor(judge: Judge) {
    this.#judge = judge;
    this.#search = new Search(judge.secrets);
    this.#digests = new Digests([...judge.secrets, ...judge.documents]);
  }

  /** Writes over the copy that the judge has made. What a change lacks it goes on lacking. */
  change(erased: Writable<Change>): Change {
    const { previousAddress, deposed, module, reason, importing, before, after } = erased;
    erased.address = this.address(erased.address);
    erased.type = this.text(erased.type);
    erased.name = this.text(erased.name);
    erased.provider = this.text(erased.provider);
    erased.forcedBy = mapList(erased.forcedBy, (path) =>
      mapList(path, (step) => (typeof step === 'string' ? this.text(step) : step)),
    );
    if (previousAddress !== undefined) erased.previousAddress = this.address(previousAddress);
    if (deposed !== undefined) erased.deposed = this.text(deposed);
    if (module !== undefined) erased.module = this.address(module);
    if (reason !== undefined) erased.reason = this.text(reason);
    if (importing) erased.importing = this.#value(importing as Tree) as typeof importing;
    if (before !== undefined) erased.before = this.#value(before);
    if (after !== undefined) erased.after = this.#beside(before, erased.before, after);
    return erased;
  }

  output(output: OutputChange): OutputChange {
    const { name, before, after } = output;
    return {
      ...output,
      name: this.text(name),
      ...(before !== undefined && { before: this.#value(before) }),
      ...(after !== undefined && { after: this.#value(after) }),
    };
  }

  /** What stands in quotation marks is hidden by itself, so that the rest still tells where it is. */
  address(text: string): string {
    // Every other part is one in quotation marks.
    const parts = text.split(QUOTED);
    if (parts.length === 1) return this.text(text);
    return parts
      .map((part, index) => {
        if (index % 2 === 0) return this.text(part);
        const covered = this.#cover(part);
        return `"${covered === part ? part : this.#apart(part, covered)}"`;
      })
      .join('');
  }

  /** Two keys that are covered stay two, in every address the same. */
  #apart(text: string, covered: string): string {
    const numbers = this.#numbers.get(covered) ?? new Map<string, number>();
    this.#numbers.set(covered, numbers);
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number === 1 ? covered : covered.replace(COVER, `${COVER.slice(0, -1)} ${number})`);
  }

  /** The text with its secrets covered. */
  #cover(text: string): string {
    if (this.#digests.has(text)) return COVER;
    const bare = tokensIn(text).reduce((rest, token) => rest.replaceAll(token, COVER), text);
    return this.#search.cover(bare);
  }

  #value(value: Value): Value {
    if (typeof value === 'string') {
      const secret = this.#search.finds(value) || this.#digests.has(value);
      return secret ? this.#judge.same(value) : value;
    }
    if (Array.isArray(value)) return mapList(value, (one: Value) => this.#value(one));
    const leaf = typeof value !== 'object' || value === null || value === UNKNOWN;
    return leaf || value instanceof Hidden ? value : this.#tree(value as Tree);
  }

  /** The new side: most of its values are those of the old one, which are known. */
  #beside(before: Value | undefined, erased: Value | undefined, after: Value): Value {
    if (!isTree(before) || !isTree(erased) || !isTree(after)) return this.#value(after);
    return this.#tree(after, (value, key) =>
      before[key] === value && Object.hasOwn(erased, key)
        ? (erased[key] as Value)
        : this.#value(value),
    );
  }

  #tree(tree: Tree, erase = (value: Value, _key: string): Value => this.#value(value)): Tree {
    let bare = true;
    const erased = mapTree(tree, (value, key) => {
      if (this.text(key) !== key) bare = false;
      return erase(value, key);
    });
    return bare ? erased : this.#rename(erased);
  }

  /** Two keys that are covered stay two. */
  #rename(tree: Tree): Tree {
    let covers = 0;
    return Object.fromEntries(
      Object.entries(tree).map(([key, value]) => {
        const covered = this.text(key);
        if (covered === key) return [key, value];
        covers++;
        return [covers === 1 ? covered : `${covered} ${covers}`, value];
      }),
    );
  }
}
