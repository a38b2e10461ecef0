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
}

type Block = Readonly<Record<string, unknown>>;

/** What differs, by address. No configuration stands for an environment that isn't there. */
export function compare(
  before: Configuration | undefined,
  after: Configuration | undefined,
): ReadonlyMap<string, BlockChange> {
  const [old, now] = [blocks(before), blocks(after)];
  const changes = new Map<string, BlockChange>();
  for (const address of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [from, to] = [old.get(address), now.get(address)];
    if (isDeepStrictEqual(from, to)) continue;
    const action = !from ? 'create' : !to ? 'delete' : 'update';
    changes.set(address, { address, action, attributes: from && to ? differing(from, to) : [] });
  }
  return changes;
}

function differing(from: Block, to: Block): string[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names.filter((name) => !isDeepStrictEqual(from[name], to[name]));
}

/** All blocks that Terraform acts upon, each with its address. */
function blocks(configuration: Configuration | undefined): Map<string, Block> {
  const { resource, data, provider, terraform } = (configuration ?? {}) as {
    resource?: Record<string, Record<string, Block>>;
    data?: Record<string, Record<string, Block>>;
    provider?: Record<string, Block>;
    terraform?: { backend?: Record<string, Block> };
  };
  const found = new Map<string, Block>();
  const add = (prefix: string, named: Readonly<Record<string, Block>> = {}): void => {
    for (const [name, block] of Object.entries(named)) {
      // A comment of cdktf's: where in the tree of constructs it was made.
      const { '//': _, ...rest } = block;
      found.set(`${prefix}.${name}`, rest);
    }
  };
  for (const [type, named] of Object.entries(resource ?? {})) add(type, named);
  for (const [type, named] of Object.entries(data ?? {})) add(`data.${type}`, named);
  add('provider', provider);
  add('backend', terraform?.backend);
  return found;
}
