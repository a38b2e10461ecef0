/** Where something runs: its way to the world, its addresses, and what that costs by the hour. */
import { interfaceEndpoints } from '../../../environments/model/endpoints.ts';
import {
  type Item,
  priceGap,
  regionPrices,
  SHIPPED_PRICES,
} from '../../../environments/model/prices.ts';
import type { Environment } from '../../../environments/model/schema.ts';
import type { Explain, FieldChange, Finding, Known, Risk } from '../finding.ts';
import { dollars } from '../money.ts';
import type { Change, Path, Value } from '../plan.ts';
import { isList } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asText, at, differs, pathsThrough } from './at.ts';
import { sayWhich } from './kinds.ts';
import { clip, finding, move } from './say.ts';

/** Hours of a month on a bill. */
const MONTH_HOURS = 730;

export const explainNetwork: Explain = ({ change, fields }, known) => {
  if (!differs(change)) return byTheHour(change, known);
  return [
    ...way(change, fields, known),
    ...byTheHour(change, known),
    ...fields.flatMap((field) => addresses(change, field)),
  ];
};

/** Where a scheduler, a rule or a service says which network its tasks start in. */
const NETWORK: readonly Path[number][] = ['NetworkConfiguration', 'network_configuration'];

const KEPT = 'running tasks keep their network until they end';

/** The network that tasks start in from now on. */
function way(change: Change, fields: readonly FieldChange[], known: Known): Finding[] {
  const tells = pathsThrough(fields, NETWORK);
  if (tells.length === 0) return [];
  const [old, next] = [known.before?.network, known.environment?.network];
  if (known.environment && old && next && old.mode !== next.mode)
    return [
      finding(
        'network',
        words`${modeInWords(known.environment)}; ${KEPT}`,
        tells,
        risky(next.mode),
      ),
    ];
  const [had, has] = [publicIp(change.before), publicIp(change.after)];
  const ip =
    has === had || had === undefined || has === undefined
      ? ''
      : has
        ? ', with a public IPv4 of their own'
        : ', without a public IPv4';
  return [
    finding('network', words`tasks start in other subnets or security groups${ip}; ${KEPT}`, tells),
  ];
}

/** Jobs may need what they no longer reach; a network of somebody else's may lead anywhere. */
function risky(mode: Environment['network']['mode']): readonly [Risk, string] | undefined {
  if (mode === 'endpoints') return ['medium', 'cuts off the internet'];
  return mode === 'existing' ? ['low', 'runs in an existing network'] : undefined;
}

function modeInWords(environment: Environment): Words {
  const { mode, subnetIds = [], assignPublicIp = false } = environment.network;
  switch (mode) {
    case 'public':
      return words`tasks run in public subnets, each with a public IPv4, and reach the internet by HTTPS; nothing reaches them`;
    case 'nat':
      return words`tasks run in private subnets, without a public IPv4, and reach the internet through one NAT gateway`;
    case 'endpoints':
      return words`tasks run in private subnets without a way to the internet: they reach S3, ${interfaceEndpoints(environment).join(', ')}, and nothing else`;
    case 'existing':
      return words`tasks run in subnets of your own (${quote(clip(subnetIds.join(', '), 80))}), ${assignPublicIp ? 'with' : 'without'} a public IPv4`;
  }
}

function publicIp(value: Value | undefined): boolean | undefined {
  const ours = at(
    value,
    'target',
    'input',
    'NetworkConfiguration',
    'AwsvpcConfiguration',
    'AssignPublicIp',
  );
  const theirs =
    at(value, 'network_configuration', 'assign_public_ip') ??
    at(value, 'ecs_target', 'network_configuration', 'assign_public_ip') ??
    at(value, 'target', 'ecs_parameters', 'network_configuration', 'assign_public_ip');
  if (typeof theirs === 'boolean') return theirs;
  return typeof ours === 'string' ? ours === 'ENABLED' : undefined;
}

/** What costs as long as it is there, used or not. */
function byTheHour(change: Change, known: Known): Finding[] {
  const { action, type, before, after } = change;
  if (action !== 'create' && action !== 'delete') return [];
  const due = dueFor(type, action === 'create' ? after : before, known);
  if (due === undefined) return [];
  return action === 'create'
    ? [finding('network', words`new ${sayWhich(change)}: ${due}`, [[]])]
    : [finding('network', words`destroys ${sayWhich(change)}: saves ${due}`, [[]], GOES)];
}

const GOES = ['low', 'destroys resources'] as const;

/** Undefined for what costs nothing by itself. */
function dueFor(type: string, side: Value | undefined, known: Known): string | undefined {
  switch (type) {
    case 'aws_nat_gateway':
      return due('nat.hour', 1, known, ', plus the data it processes');
    case 'aws_eip':
      return due('ipv4.hour', 1, known);
    case 'aws_vpc_endpoint': {
      if (asText(at(side, 'vpc_endpoint_type')) !== 'Interface') return undefined;
      const subnets = at(side, 'subnet_ids');
      const zones = isList(subnets) ? subnets.length : known.environment?.network.availabilityZones;
      if (zones === undefined) return 'an hourly price in each zone';
      return due('endpoint.hour', zones, known, ', plus the data it processes');
    }
    default:
      return undefined;
  }
}

function due(item: Item, times: number, known: Known, beside = ''): string {
  const usd = monthly(item, known);
  return usd === undefined ? 'an hourly price' : `${dollars(usd * times)} a month${beside}`;
}

/** USD in a month; undefined where nobody knows the region or its prices. */
function monthly(item: Item, { environment }: Known): number | undefined {
  if (!environment || priceGap(SHIPPED_PRICES, environment.region) !== undefined) return undefined;
  return regionPrices(SHIPPED_PRICES, environment.region).items[item].usd * MONTH_HOURS;
}

const ADDRESSES: Readonly<Record<string, string>> = {
  cidr_block: 'addresses',
  cidr_blocks: 'addresses',
  destination_cidr_block: 'route to',
  ip_cidr_range: 'addresses',
  address_space: 'addresses',
  address_prefixes: 'addresses',
};

function addresses(change: Change, { path, before, after }: FieldChange): Finding[] {
  const name = String(path[0]);
  const own = Object.hasOwn(ADDRESSES, name) ? ADDRESSES[name] : undefined;
  // Who lets in whom is a matter of permissions.
  if (path.length > 2 || /security_group|firewall|network_acl/.test(change.type)) return [];
  if (own !== undefined) return [finding('network', move([own], before, after), [path])];
  const within = name === 'map_public_ip_on_launch';
  if (within && after === true)
    return [finding('network', words`what starts in it gets a public address`, [path], EXPOSES)];
  // That it can be reached is a matter of permissions too.
  const hides = after !== true && (within || name === 'publicly_accessible');
  return hides ? [finding('network', words`gets no public address any more`, [path])] : [];
}

const EXPOSES = ['medium', 'gives public addresses'] as const;
