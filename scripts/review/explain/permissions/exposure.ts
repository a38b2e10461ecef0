/** What is open to the whole world: buckets, and ports. */
import type { Explain } from '../../finding.ts';
import { UNKNOWN, type Value } from '../../plan.ts';
import { elements, fingerprint, isTree, member, textOf } from '../../value.ts';
import { join, quote, type Words, words } from '../../words.ts';
import { isDone } from '../at.ts';
import { closes, opens } from './access.ts';
import { series } from './arn-words.ts';
import { nameIn } from './documents.ts';
import { isWorld } from './ranges.ts';

const SETTINGS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

/** Finds what keeps buckets from being public, switched on or off. */
export const accessBlocks: Explain = ({ change }) => {
  if (!/^aws_s3_(bucket|account)_public_access_block$/.test(change.type) || !isDone(change))
    return [];
  const isOn = (values: Value | undefined, name: string): boolean => member(values, name) === true;
  const off = SETTINGS.filter((name) => isOn(change.before, name) && !isOn(change.after, name));
  const missing = SETTINGS.filter((name) => isTree(change.after) && !isOn(change.after, name));
  const on = SETTINGS.filter((name) => !isOn(change.before, name) && isOn(change.after, name));
  const what = words`bucket ${quote(nameIn(change, 'bucket'))}`;
  const listed = (names: readonly string[]): Words =>
    join(
      names.map((one) => [quote(one)]),
      ', ',
    );
  const lost = change.action === 'create' ? missing : off;
  const open = opens('may become public', {
    words: words`${what} may become public: without ${listed(lost)}`,
    fields: lost,
  });
  const kept = words`${what} is kept from being public by ${listed(on)}`;
  return [
    // Its bucket may go too: nobody knows here.
    ...(lost.length > 0
      ? [change.action === 'delete' ? { ...open, risk: 'medium' as const } : open]
      : []),
    ...(on.length > 0 ? [closes({ words: kept, fields: on })] : []),
  ];
};

const PUBLIC_ACL = /^(public-read|public-read-write|authenticated-read)$/;

/** Finds access lists that let anyone in. */
export const accessLists: Explain = ({ change }) => {
  if (!/^aws_s3_(bucket(_acl|_object)?|object)$/.test(change.type) || !isDone(change)) return [];
  const [old, now] = [change.before, change.after].map((values) => publicIn(values));
  if (old === now) return [];
  const what = words`bucket ${quote(nameIn(change, 'bucket'))}`;
  const fields = ['acl'];
  if (now === undefined)
    return [
      closes({ words: words`${what} is no longer open to anyone by its access list`, fields }),
    ];
  const open = words`${what} is open to anyone: its access list says ${quote(now)}`;
  return [opens('public bucket', { words: open, fields })];
};

function publicIn(values: Value | undefined): string | undefined {
  const acl = textOf(values, 'acl');
  if (acl && PUBLIC_ACL.test(acl)) return acl;
  return elements(member(values, 'access_control_policy'))
    .flatMap((policy) => elements(member(policy, 'grant')))
    .flatMap((grant) => elements(member(grant, 'grantee')))
    .map((grantee) => textOf(grantee, 'uri')?.split('/').at(-1))
    .find((name) => name === 'AllUsers' || name === 'AuthenticatedUsers');
}

/** Finds ports that the internet can reach, or no longer. */
export const openPorts: Explain = ({ change }) => {
  if (!/^aws_(default_security_group|security_group|vpc_security_group_ingress)/.test(change.type))
    return [];
  if (!isDone(change)) return [];
  const { type, before, after } = change;
  const [old, now] = [openIn(type, before), openIn(type, after)];
  const group = words`security group ${quote(nameIn(change, /rule$/.test(type) ? 'security_group_id' : 'name'))}`;
  const only = (one: Open, other: Open): Words[] =>
    [...one].filter(([key]) => !other.has(key)).map(([, ports]) => ports);
  const [come, go] = [only(now, old), only(old, now)];
  const about = 'network';
  const open = words`the internet may now reach ${series(come)} of ${group}`;
  const closed = words`the internet may no longer reach ${series(go)} of ${group}`;
  return [
    ...(come.length > 0 ? [opens('opens to the internet', { words: open, about })] : []),
    ...(go.length > 0 ? [closes({ words: closed, about })] : []),
  ];
};

/** Ports in words, each by itself. */
type Open = ReadonlyMap<string, Words>;

/** The ports that are open to the world, each in words. */
function openIn(type: string, values: Value | undefined): Open {
  const inline = /^aws_(default_)?security_group$/.test(type);
  const rules = inline ? elements(member(values, 'ingress')) : isTree(values) ? [values] : [];
  const open = rules.filter(
    (rule) =>
      (type !== 'aws_security_group_rule' || member(rule, 'type') === 'ingress') &&
      ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6'].some((name) =>
        elements(member(rule, name)).some(isWorld),
      ),
  );
  return new Map(
    open.map((rule) => {
      const ports = portWords(rule);
      return [
        fingerprint(ports.map((part) => (typeof part === 'string' ? part : part.quoted))),
        ports,
      ];
    }),
  );
}

function portWords(rule: Value): Words {
  const protocol = member(rule, 'protocol') ?? member(rule, 'ip_protocol');
  const [from, to] = ['from_port', 'to_port'].map((name) => member(rule, name));
  if (protocol === '-1' || protocol === 'all' || protocol === -1) return ['every port'];
  const shown = (value: Value | undefined): string =>
    value === UNKNOWN ? 'known after apply' : String(JSON.stringify(value));
  const range = from === to ? shown(from) : `${shown(from)}-${shown(to)}`;
  return words`port ${quote(range)}`;
}
