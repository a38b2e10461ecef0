/**
 * Which changed key has which effect, by counterfactual: the configuration is synthesised once
 * more with a key put back, and what differs is that key's effect, for every construct, without
 * a table that says which key goes where.
 */
import { changedKeys, type KeyChange, putBack } from '../../environments/model/changed-keys.ts';
import type { Settings } from '../../environments/model/schema.ts';
import type { Configuration } from '../../stacks/app.ts';
import { type BlockChange, compare } from './compare.ts';

/** A changed key and what follows from it. */
export interface Effect {
  readonly change: KeyChange;
  /** What differs because of it, by address; none: it changes nothing by itself. */
  readonly blocks: readonly BlockChange[];
}

/** All differences of two configurations, each laid to the keys it comes from. */
export interface Attribution {
  /** What is compared. */
  readonly before: Configuration;
  readonly after: Configuration;
  /** All that differs, by address. */
  readonly blocks: ReadonlyMap<string, BlockChange>;
  readonly effects: readonly Effect[];
  /** Addresses that several keys change, each with those keys' places in `effects`. */
  readonly shared: ReadonlyMap<string, readonly number[]>;
  /** Addresses that differ by no key alone: only by several together. */
  readonly together: readonly string[];
  /** Addresses that differ by no key of this environment: by other environments' files. */
  readonly elsewhere: readonly string[];
}

/**
 * Compares two configurations of an environment, and attributes what differs.
 *
 * @param was what `before` made in its time, when other environments' files may have said
 * something else
 */
export function attribute(
  before: Settings,
  after: Settings,
  synthesise: (settings: Settings) => Configuration,
  was?: Configuration,
): Attribution {
  const changes = changedKeys(before, after);
  const [old, now] = [synthesise(before), synthesise(after)];
  const blocks = compare(was ?? old, now);
  const between = (from: Configuration, to: Configuration): BlockChange[] =>
    [...compare(from, to).values()].filter(({ address }) => blocks.has(address));
  const direct = changes.map((change) => ({
    change,
    blocks: between(synthesise(putBack(after, change)), now),
  }));
  const explained = new Set(direct.flatMap((effect) => effect.blocks.flatMap(parts)));
  const unexplained = (block: BlockChange): boolean =>
    parts(block).some((part) => !explained.has(part));
  const hidden = [...blocks.values()].some(unexplained);
  // Two keys of which either would do hide each other; each alone on the old side shows itself.
  const effects = !hidden
    ? direct
    : direct.map((effect): Effect => {
        const others = changes.filter((other) => other !== effect.change);
        const alone = between(old, synthesise(others.reduceRight(putBack, after)));
        return { ...effect, blocks: join(effect.blocks, alone.filter(unexplained)) };
      });
  const keysOf = new Map<string, number[]>();
  for (const [index, effect] of effects.entries())
    for (const { address } of effect.blocks)
      keysOf.set(address, [...(keysOf.get(address) ?? []), index]);
  const byOthers = was ? compare(was, old) : new Map();
  const unnamed = [...blocks.keys()].filter((address) => !keysOf.has(address));
  return {
    before: was ?? old,
    after: now,
    blocks,
    effects,
    shared: new Map([...keysOf].filter(([, keys]) => keys.length > 1)),
    together: unnamed.filter((address) => !byOthers.has(address)),
    elsewhere: unnamed.filter((address) => byOthers.has(address)),
  };
}

/** What can be laid to a key: an attribute, or that the block is there at all. */
function parts({ address, action, attributes }: BlockChange): string[] {
  if (action !== 'update') return [`${address} ${action}`];
  return attributes.map((attribute) => `${address} ${attribute}`);
}

/** Blocks of two lists, those of one address as one: with the contents of the first list's. */
function join(blocks: readonly BlockChange[], more: readonly BlockChange[]): BlockChange[] {
  const joined = new Map(blocks.map((block) => [block.address, block]));
  for (const block of more) {
    const attributes = [...(joined.get(block.address)?.attributes ?? []), ...block.attributes];
    joined.set(block.address, {
      ...(joined.get(block.address) ?? block),
      attributes: [...new Set(attributes)].sort(),
    });
  }
  return [...joined.values()];
}
