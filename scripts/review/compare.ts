/** Two synthesised configurations, block by block. Knows nothing of what is in AWS. */
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../../stacks/app.ts';

/** One block of a configuration that differs. */
export interface BlockChange {
  /** As Terraform says it, `aws_vpc.network_vpc`; `provider.aws` and `backend.s3` for what is no resource. */
  readonly address: string;
  readonly action: 'create' | 'update' | 'delete';
  /** Attributes that differ, for an update. */
  readonly attributes: readonly string[];
  /** The block as it was; undefined for a new one. */
  readonly before: Block | undefined;
  /** The block as it is; undefined for one that is gone. */
  readonly after: Block | undefined;
}

type Tree = Readonly<Record<string, unknown>>;

/** What a block says, by attribute. */
export type Block = Tree;

/** What differs, by address. No configuration stands for an environment that isn't there. */
export function compare(
  before: Configuration | undefined,
  after: Configuration,
): ReadonlyMap<string, BlockChange> {
  const [old, now] = [blocks(before), blocks(after)];
  const changes = new Map<string, BlockChange>();
  for (const address of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [from, to] = [old.get(address), now.get(address)];
    if (isDeepStrictEqual(from, to)) continue;
    const action = !from ? 'create' : !to ? 'delete' : 'update';
    const attributes = from && to ? differing(from, to) : [];
    changes.set(address, { address, action, attributes, before: from, after: to });
  }
  return changes;
}

function differing(from: Block, to: Block): string[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names.filter((name) => !isDeepStrictEqual(from[name], to[name]));
}

/** All blocks of a configuration, each with its address. */
function blocks(configuration: Configuration | undefined): Map<string, Block> {
  const { resource, data, terraform, ...others } = (configuration ?? {}) as Tree;
  const found = new Map<string, Block>();
  const add = (prefix: string, named: unknown): void => {
    for (const [name, block] of Object.entries((named ?? {}) as Tree)) {
      if (name !== '//') found.set(`${prefix}${name}`, withoutComment(block));
    }
  };
  for (const [type, named] of Object.entries((resource ?? {}) as Tree)) add(`${type}.`, named);
  for (const [type, named] of Object.entries((data ?? {}) as Tree)) add(`data.${type}.`, named);
  for (const [kind, named] of Object.entries((terraform ?? {}) as Tree)) add(`${kind}.`, named);
  // Providers, outputs, modules, and whatever else a team's own constructs bring.
  for (const [kind, named] of Object.entries(others)) {
    if (Array.isArray(named)) add('', { [kind]: named });
    else if (kind !== '//') add(`${kind}.`, named);
  }
  return found;
}

/** cdktf says in a comment where in the tree of constructs a block was made, and lists a lone one. */
function withoutComment(block: unknown): Block {
  const one = Array.isArray(block) && block.length === 1 ? block[0] : block;
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return { value: one };
  const { '//': _, ...rest } = one as Tree;
  return rest;
}

/** Whether it gives every resource other tags: those that the provider adds by itself. */
export function setsTags({ address, attributes }: BlockChange): boolean {
  return address.startsWith('provider.') && attributes.includes('default_tags');
}

/** Whether it is a resource, not what Terraform works with. */
export function isResource({ address }: BlockChange): boolean {
  return /^aws_/.test(address);
}
