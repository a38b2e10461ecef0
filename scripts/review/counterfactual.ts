/**
 * What a key does, as changes of a plan: the same rules that explain the plan explain each key
 * alone, from the configuration with the key put back to the configuration as it is.
 */
import type { KeyChange } from '../../environments/model/changed-keys.ts';
import type { Effect } from './attribute.ts';
import { type Block, type BlockChange, setsTags } from './compare.ts';
import {
  type Action,
  type Change,
  Hidden,
  type Marked,
  type Tree,
  UNKNOWN,
  type Value,
} from './plan.ts';
import { readValue } from './read/value.ts';
import { member } from './value.ts';

/** Terraform's own arguments: they say how it works, not what is there. */
const META: ReadonlySet<string> = new Set([
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
]);

/** Without marks: a configuration has none, and what is hidden of a plan is hidden here too. */
export const UNMARKED = { before: false, after: false } as const;

/**
 * The resources that a key changes, of those that the plan changes too.
 *
 * @param planned what the plan says of the same addresses: whether it replaces, and how
 */
export function changesOf(
  effect: Effect,
  planned: ReadonlyMap<string, Change>,
): readonly Marked<Change>[] {
  return effect.blocks.flatMap((block) => {
    // Tags of every resource are said of the key once.
    const whole = setsTags(block) ? undefined : planned.get(block.address);
    return whole ? [changeOf(block, whole)] : [];
  });
}

function changeOf(block: BlockChange, planned: Change): Marked<Change> {
  const { address, type, name, provider, order, reason, forcedBy, importing } = planned;
  const action = actionOf(block, planned);
  return {
    address,
    type,
    name,
    provider,
    action,
    ...(action === 'replace' && order && { order }),
    ...(action === 'replace' && reason !== undefined && { reason }),
    forcedBy: action === 'replace' ? forcedBy : [],
    ...(importing && { importing }),
    ...(block.before && { before: contentOf(block.before) }),
    ...(block.after && { after: contentOf(block.after) }),
    sensitivityOnly: false,
    marks: UNMARKED,
  };
}

/** What the plan does, where it does it because of the block. */
function actionOf(block: BlockChange, { action, importing }: Change): Action {
  const same =
    (block.action === 'update' && action === 'replace') ||
    (block.action === 'delete' && action === 'forget') ||
    (block.action === 'create' && importing !== undefined);
  return same ? action : block.action;
}

/** What a block says, as the values of a plan. */
export function contentOf(block: Block): Tree {
  const entries = Object.entries(block).filter(([name]) => !META.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, configured(value)]));
}

/** A value of a configuration: what refers to another resource is known when that is there. */
function configured(value: unknown): Value {
  if (Array.isArray(value)) return value.map(configured);
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, one]) => [name, configured(one)] as const);
    return Object.fromEntries(members);
  }
  const read = readValue(value);
  // A text of JSON may refer to others in some of its parts.
  if (typeof read === 'object' && read !== null) return configured(read);
  return typeof read === 'string' && read.includes('${') ? UNKNOWN : read;
}

/**
 * A key's own values as a change, so that they are hidden as a plan's are: by their names, and
 * where they are secret elsewhere.
 */
export function keyAsChange({ path, before, after }: KeyChange): Marked<Change> {
  // What a container finds in its environment is nobody's to read but the job's.
  const secret = path.includes('variables');
  return {
    address: '',
    type: '',
    name: '',
    provider: '',
    action: 'update',
    forcedBy: [],
    before: nested(path, before),
    after: nested(path, after),
    sensitivityOnly: false,
    marks: { before: secret, after: secret },
  };
}

function nested(path: KeyChange['path'], value: unknown): Value {
  return path.reduceRight<Value>(
    (inner, step) => ({ [step]: inner }),
    value === undefined ? null : (value as Value),
  );
}

/** The value that `keyAsChange` laid at a path; undefined where there is none. */
export function keyValue(value: Value | undefined, path: KeyChange['path']): Value | undefined {
  return path.reduce((inside, step) => member(inside, String(step)) ?? hiddenIn(inside), value);
}

/** Below what is hidden, everything is. */
function hiddenIn(value: Value | undefined): Value | undefined {
  return value instanceof Hidden ? value : undefined;
}
