/** Which resources of a configuration exist already, though the state doesn't have them. */
import type { Environment } from '../../environments/model/schema.ts';
import type { Owned } from '../aws/owned.ts';
import type { Import } from '../terraform/driver.ts';
import { configured } from '../terraform/retain.ts';
import type { Managed } from '../terraform/state.ts';
import {
  FAMILY_ARN,
  NAMED,
  PARTS,
  PASSING,
  type PartKind,
  TAGGED,
  TASK_DEFINITION,
} from './kinds.ts';

/** What is known before a plan. */
export interface Evidence {
  readonly place: Pick<Environment, 'account' | 'region'>;
  /** A parsed `cdk.tf.json`. */
  readonly configuration: unknown;
  readonly managed: readonly Managed[];
  readonly owned: readonly Owned[];
  /** Imports that Terraform or a look at the tags has turned down, by `keyOf`. */
  readonly refused: ReadonlySet<string>;
}

/** What to do about it. */
export interface Adoption {
  readonly imports: readonly Import[];
  /** ARNs that bear our tags, and that nothing in the configuration stands for. */
  readonly orphans: readonly string[];
}

/** One import among others. */
export function keyOf({ to, id }: Import): string {
  return `${to} ${id}`;
}

/**
 * Matches what AWS has with what the configuration names: by ARN where the name is ours to
 * choose, else by the `Name` tag; parts without tags follow what they are part of.
 */
export function matchOwned(evidence: Evidence): Adoption {
  const { managed, owned, configuration } = evidence;
  const known = new Set(managed.flatMap(({ values }) => [values['arn'], values['id']]));
  const left = owned.filter(({ arn }) => !known.has(arn) && !known.has(idOf(arn)));
  if (left.length === 0 && managed.length === 0) return { imports: [], orphans: [] };
  const addresses = new Set(managed.map(({ address }) => address));
  const missing = resourcesOf(configuration).filter(({ address }) => !addresses.has(address));

  const adopted = missing.flatMap((resource): readonly Match[] => {
    const candidates = candidatesOf(resource, left, evidence);
    const match = candidates.find(
      ({ id }) => !evidence.refused.has(keyOf({ to: resource.address, id })),
    );
    return match ? [{ ...resource, ...match }] : [];
  });
  const parents = new Parents(evidence, adopted);
  const parts = missing.flatMap((resource): readonly Import[] => {
    const id = parents.idOfPart(resource);
    const part = { to: resource.address, id: id ?? '' };
    return id === undefined || evidence.refused.has(keyOf(part)) ? [] : [part];
  });

  const taken = new Set(adopted.map(({ arn }) => arn));
  // An import that was turned down was of something that is there no more.
  const gone = new Set([...evidence.refused].map((key) => key.slice(key.indexOf(' ') + 1)));
  const orphans = left
    .map(({ arn }) => arn)
    .filter(
      (arn) => !taken.has(arn) && !PASSING.test(arn) && !gone.has(idOf(arn)) && !gone.has(arn),
    );
  return {
    imports: [...adopted.map(({ address, id }) => ({ to: address, id })), ...parts],
    orphans,
  };
}

/** One resource block of a configuration. */
type Block = Managed;

/** What a block stands for. */
interface Found {
  readonly id: string;
  readonly arn: string;
}

type Match = Block & Found;

/** The blocks that stand for one thing: which of several is meant, nothing tells. */
function resourcesOf(configuration: unknown): Block[] {
  return configured(configuration).filter(
    ({ values }) => !('count' in values) && !('for_each' in values),
  );
}

/** What AWS has that a block may stand for, the best first. */
function candidatesOf(block: Block, left: readonly Owned[], { place }: Evidence): Found[] {
  const { type, values } = block;
  const text = textOf(block, place);
  const resourceType = TAGGED[type];
  if (resourceType !== undefined) {
    const name = (values['tags'] as Record<string, string> | undefined)?.['Name'];
    return left
      .filter((one) => one.name === name && one.arn.split(/[:/]/)[5] === resourceType)
      .map(({ arn }) => ({ arn, id: idOf(arn) }));
  }
  if (type === TASK_DEFINITION) {
    const family = fill(FAMILY_ARN, text);
    const revision = ({ arn }: Owned): number => Number(arn.split(':').at(-1));
    return left
      .filter(({ arn }) => family !== undefined && arn.startsWith(family))
      .sort((a, b) => revision(b) - revision(a))
      .slice(0, 1)
      .map(({ arn }) => ({ arn, id: arn }));
  }
  const thing = namedThing(block, place);
  const exists = NAMED[type]?.unlisted
    ? left.length > 0
    : left.some(({ arn }) => arn === thing?.arn);
  return thing && exists ? [thing] : [];
}

/** What a block of a named kind stands for, whether it exists or not. */
function namedThing(block: Block, place: Evidence['place']): Found | undefined {
  const kind = NAMED[block.type];
  const text = textOf(block, place);
  const arn = kind && fill(kind.arn, text);
  if (!kind || arn === undefined) return undefined;
  const id = fill(kind.id, (key) => (key === 'arn' ? arn : text(key)));
  return id === undefined ? undefined : { arn, id };
}

/** What the block at an address stands for, if its kind has names of our choice. */
export function named(
  configuration: unknown,
  address: string,
  place: Evidence['place'],
): Found | undefined {
  const block = resourcesOf(configuration).find((one) => one.address === address);
  return block && namedThing(block, place);
}

function textOf({ values }: Block, { account, region }: Evidence['place']) {
  return (key: string): string | undefined => literal({ ...values, account, region }[key]);
}

/** What parts are parts of: in the state already, or adopted now. */
class Parents {
  readonly #ids: ReadonlyMap<string, string>;
  readonly #there: readonly Block[];
  readonly #adopted: ReadonlySet<string>;

  constructor({ managed, configuration }: Evidence, adopted: readonly Match[]) {
    this.#ids = new Map([
      ...managed.map(({ address, values }) => [address, String(values['id'])] as const),
      ...adopted.map(({ address, id }) => [address, id] as const),
    ]);
    this.#there = resourcesOf(configuration).filter(({ address }) => this.#ids.has(address));
    this.#adopted = new Set(adopted.map(({ address }) => address));
  }

  /** The import id of a part whose parents are all ours. */
  idOfPart({ type, values }: Block): string | undefined {
    const kind = PARTS[type];
    if (!kind?.of.every((parent) => this.#isOurs(kind, parent, values))) return undefined;
    return fill(kind.id, (key) => {
      const address = reference(values[key]);
      return address === undefined ? literal(values[key]) : this.#ids.get(address);
    });
  }

  #isOurs(
    { together }: PartKind,
    { key, parent }: PartKind['of'][number],
    values: Block['values'],
  ): boolean {
    const address = parent
      ? this.#there.find(
          (one) => one.type === parent.type && one.values[parent.key] === values[key],
        )?.address
      : reference(values[key]);
    if (address === undefined || !this.#ids.has(address)) return false;
    return !together || this.#adopted.has(address);
  }
}

/** The last part of an ARN such as `…:subnet/subnet-1`: what EC2 calls the resource's id. */
function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The address in an expression such as `${aws_vpc.network_vpc.id}`. */
function reference(value: unknown): string | undefined {
  const found = typeof value === 'string' && /^\$\{(aws_\w+\.[\w-]+)\.id\}$/.exec(value);
  return found ? found[1] : undefined;
}

/** A value that needs no evaluation. */
function literal(value: unknown): string | undefined {
  return typeof value === 'string' && !value.includes('${') ? value : undefined;
}

/** Puts values in the places of their keys; undefined if one isn't known. */
function fill(template: string, lookUp: (key: string) => string | undefined): string | undefined {
  let known = true;
  const text = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = lookUp(key);
    if (value === undefined) known = false;
    return value ?? '';
  });
  return known ? text : undefined;
}
