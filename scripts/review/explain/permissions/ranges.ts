/** Ranges of addresses from which something can be reached: firewalls and lists of any provider. */
import type { Explain } from '../../finding.ts';
import type { Tree, Value } from '../../plan.ts';
import { remembered } from '../../remembered.ts';
import { fingerprint, isList, isNothing, isTree } from '../../value.ts';
import { join, quote, type Words, words } from '../../words.ts';
import { isDone } from '../at.ts';
import { sayWhich } from '../kinds.ts';
import { closes, opens } from './access.ts';

/** Whether a range is the internet, or half of it: nobody has so many addresses of their own. */
export function isWorld(range: Value | undefined): boolean {
  return typeof range === 'string' && /^[\d.]+\/[0-7]$|^[\da-f:]+\/[0-6]$/i.test(range);
}

/** Kinds whose ranges other rules tell, or that filter what goes through them both ways. */
const TOLD =
  /^aws_(?:default_)?(?:security_group|vpc_security_group|network_acl|networkfirewall)|^azurerm_firewall_/;

/** In names of what lets somebody in; what stands below is meant. */
const INWARD: readonly string[] = [
  'firewall',
  'secur',
  'secgroup',
  'access',
  'allow',
  'authoriz',
  'ingress',
  'inbound',
  'ip_filter',
  'whitelist',
  'source',
  'public_ports',
];

/** In names of where something goes, and of who is kept out. */
const OUTWARD: readonly string[] = [
  'egress',
  'outbound',
  'dest',
  'target',
  'route',
  'deny',
  'denied',
  'except',
  'blocked',
  'blocklist',
  'block_list',
];

/** Members by which a rule says which way it goes, and whether it lets anything through. */
const WAYS = ['direction', 'type', 'access', 'action', 'policy', 'list_type'];

const ELSEWHERE = /^(?:egress|out(?:bound)?|deny|drop|block|reject)$/i;

/** Azure's words for all addresses, where it takes words. */
const ANY = /^(?:\*|any|internet)$/i;
const LONGEST_WORD = 'internet'.length;

const isInward = remembered((name) => isIn(INWARD, name));
const isOutward = remembered((name) => isIn(OUTWARD, name));

function isIn(words: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return words.some((word) => lower.includes(word));
}

/** Finds ranges of the whole internet that are let in, or no longer. */
export const ranges: Explain = ({ change }) => {
  const { type, before, after } = change;
  if (!isDone(change) || TOLD.test(type) || !(mayHoldWorld(before) || mayHoldWorld(after)))
    return [];
  const [old, now] = [worldIn(before, type), worldIn(after, type)];
  const only = (one: World, other: World): Words[] => {
    const found = [...one].filter(([key]) => !other.has(key)).map(([, range]) => range);
    return [...new Set(found)].map((range) => [quote(range)]);
  };
  const [come, go] = [only(now, old), only(old, now)];
  if (come.length + go.length === 0) return [];
  const which = sayWhich(change);
  const about = 'network';
  const open = words`${which}: can be reached from ${join(come, ', ')}`;
  const closed = words`${which}: can no longer be reached from ${join(go, ', ')}`;
  return [
    ...(come.length > 0 ? [opens('opens to the internet', { words: open, about })] : []),
    ...(go.length > 0 ? [closes({ words: closed, about })] : []),
  ];
};

/** Whether a text may be such a range: of a large plan's hardly any is. */
function mayBeWorld(text: string): boolean {
  return text[text.length - 2] === '/' || (text.length <= LONGEST_WORD && ANY.test(text));
}

/** Whether any text in a value may be one. */
function mayHoldWorld(value: Value | undefined): boolean {
  if (typeof value === 'string') return mayBeWorld(value);
  if (isList(value)) return value.some(mayHoldWorld);
  if (!isTree(value)) return false;
  for (const name in value) if (mayHoldWorld(value[name])) return true;
  return false;
}

/** Each range by itself and its ports. */
type World = ReadonlyMap<string, string>;

function worldIn(values: Value | undefined, type: string): World {
  const found = new Map<string, string>();
  if (isTree(values)) inTree(values, isInward(type), found);
  return found;
}

function inTree(tree: Tree, inward: boolean, found: Map<string, string>): void {
  if (leadsElsewhere(tree)) return;
  for (const name of Object.keys(tree)) {
    const value = tree[name] ?? null;
    if ((typeof value === 'string' && !mayBeWorld(value)) || isOutward(name)) continue;
    inValue(value, { name, tree, inward: inward || isInward(name) }, found);
  }
}

interface Stand {
  readonly name: string;
  readonly tree: Tree;
  readonly inward: boolean;
}

function inValue(value: Value, stand: Stand, found: Map<string, string>): void {
  if (isList(value)) for (const one of value) inValue(one, stand, found);
  else if (isTree(value)) inTree(value, stand.inward, found);
  else if (stand.inward && typeof value === 'string' && isOpen(value, stand.name))
    found.set(`${value} ${portsIn(stand.tree)}`, value);
}

function isOpen(range: string, name: string): boolean {
  return isWorld(range) || (ANY.test(range) && /address_prefix(?:es)?$/.test(name));
}

function leadsElsewhere(tree: Tree): boolean {
  return (
    WAYS.some((name) => typeof tree[name] === 'string' && ELSEWHERE.test(String(tree[name]))) ||
    !isNothing(tree['deny']) ||
    tree['endpoint_public_access'] === false
  );
}

/** A range that gets other ports lets somebody in anew. */
function portsIn(tree: Tree): string {
  return Object.keys(tree)
    .filter((name) => /port|^allow$/.test(name))
    .map((name) => fingerprint(tree[name]))
    .join();
}
