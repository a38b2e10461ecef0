/** Whether a task in a network could start: judged from what AWS says of it, asking nothing more. */
import type {
  IpPermission,
  Route,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  Subnet,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { overlap, parseCidr } from '../../environments/model/cidr.ts';
import { interfaceEndpoints } from '../../environments/model/endpoints.ts';
import type { Finding } from '../../environments/model/rules/rule.ts';
import type { Environment } from '../../environments/model/schema.ts';

const HTTPS = 443;

/** What AWS says of a VPC and of the parts that a file names. */
export interface FoundNetwork {
  /** Absent if there is no such VPC. */
  readonly vpc?: {
    /** The account that owns it; another one may have shared its subnets. */
    readonly owner: string;
    readonly dnsSupport: boolean;
    readonly dnsHostnames: boolean;
  };
  /** Those of the named ones that exist, wherever they are. */
  readonly subnets: readonly Subnet[];
  /** Those of the VPC, and of the named ones that exist. */
  readonly securityGroups: readonly SecurityGroup[];
  readonly routeTables: readonly RouteTable[];
  readonly endpoints: readonly VpcEndpoint[];
}

/**
 * What keeps tasks of an environment from starting in an existing network. Network ACLs aren't
 * looked at, nor what lies behind a gateway that isn't the internet's.
 */
export function findings(environment: Environment, found: FoundNetwork): Finding[] {
  const { account, region, network } = environment;
  const { vpcId = '', subnetIds = [], securityGroupIds = [] } = network;
  const { vpc } = found;
  if (!vpc) {
    const message = `${vpcId} does not exist in ${region} of account ${account}: name a VPC that does`;
    return [{ path: ['network', 'vpcId'], message }];
  }
  const places = [
    ...subnetIds.flatMap((id, index) => {
      const subnet = found.subnets.find(({ SubnetId }) => SubnetId === id);
      return misplaced(['network', 'subnetIds', index], id, subnet, vpcId);
    }),
    ...securityGroupIds.flatMap((id, index) => {
      const group = found.securityGroups.find(({ GroupId }) => GroupId === id);
      return misplaced(['network', 'securityGroupIds', index], id, group, vpcId);
    }),
  ];
  if (places.length > 0) return places;
  return [
    ...nameless(vpcId, vpc),
    ...shutIn(securityGroupIds, found),
    // Of a VPC that another account shares, routes and endpoints can't all be seen.
    ...(vpc.owner === account
      ? subnetIds.flatMap((id, index) => cutOff(environment, found, id, index))
      : []),
  ];
}

function misplaced(
  path: Finding['path'],
  id: string,
  part: { readonly VpcId?: string | undefined } | undefined,
  vpcId: string,
): Finding[] {
  if (part?.VpcId === vpcId) return [];
  const where = part ? `lies in ${part.VpcId}` : 'does not exist';
  return [{ path, message: `${id} ${where}: name one of ${vpcId}` }];
}

function nameless(vpcId: string, { dnsSupport }: { readonly dnsSupport: boolean }): Finding[] {
  if (dnsSupport) return [];
  const message = `${vpcId} resolves no names: turn on its enableDnsSupport`;
  return [{ path: ['network', 'vpcId'], message }];
}

function shutIn(ids: readonly string[], { securityGroups }: FoundNetwork): Finding[] {
  const groups = securityGroups.filter(({ GroupId = '' }) => ids.includes(GroupId));
  const out = groups.flatMap(({ IpPermissionsEgress = [] }) => IpPermissionsEgress);
  if (out.some(coversHttps)) return [];
  const message = `no rule lets tasks out to port ${HTTPS}: add one for outbound HTTPS to ${ids.join(' or ')}`;
  return [{ path: ['network', 'securityGroupIds'], message }];
}

/** A finding for a subnet with what it doesn't lead to. */
function cutOff(
  environment: Environment,
  found: FoundNetwork,
  id: string,
  index: number,
): Finding[] {
  const { region, network } = environment;
  const { vpcId = '', assignPublicIp = false } = network;
  const path = ['network', 'subnetIds', index];
  const table = routeTableOf(id, found.routeTables);
  const way = table?.Routes?.find(isDefault);
  const needsAddress = way?.GatewayId?.startsWith('igw-') ?? false;
  if (way && (assignPublicIp || !needsAddress)) return [];
  const subnet = found.subnets.find(({ SubnetId }) => SubnetId === id) ?? {};
  const missing = [
    ...interfaceEndpoints(environment).flatMap(
      (service) => lacks(service, environment, found, subnet) ?? [],
    ),
    ...(reachesS3(region, found, table) ? [] : ['s3 (no gateway endpoint on its route table)']),
  ];
  if (missing.length === 0) return [];
  const remedy = needsAddress
    ? `its default route is an internet gateway's, so set network.assignPublicIp: true, or name a subnet behind a NAT gateway`
    : `give ${table?.RouteTableId ?? 'it'} a default route, or ${vpcId} these endpoints`;
  return [{ path, message: `${id} has no way to ${missing.join(', ')}: ${remedy}` }];
}

/** Its own, or else the main one of the VPC. */
function routeTableOf(subnetId: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const having = (fits: (association: RouteTableAssociation) => boolean) =>
    tables.find(({ Associations = [] }) => Associations.some(fits));
  return having(({ SubnetId }) => SubnetId === subnetId) ?? having(({ Main }) => Main ?? false);
}

function isDefault({ DestinationCidrBlock, State }: Route): boolean {
  return DestinationCidrBlock === '0.0.0.0/0' && State !== 'blackhole';
}

/** What a service lacks to be reached by an interface endpoint; undefined if nothing. */
function lacks(
  service: string,
  { region, network }: Environment,
  { vpc, endpoints, securityGroups }: FoundNetwork,
  subnet: Subnet,
): string | undefined {
  const endpoint = interfaceEndpoint(service, region, endpoints);
  if (!endpoint) return `${service} (no interface endpoint)`;
  const { VpcEndpointId, PrivateDnsEnabled, Groups = [] } = endpoint;
  if (!PrivateDnsEnabled) return `${service} (${VpcEndpointId} has no private DNS)`;
  if (!vpc?.dnsHostnames) return `${service} (the VPC lacks enableDnsHostnames for private DNS)`;
  const rules = securityGroups
    .filter(({ GroupId }) => Groups.some((group) => group.GroupId === GroupId))
    .flatMap(({ IpPermissions = [] }) => IpPermissions);
  if (rules.some((rule) => letsIn(rule, network.securityGroupIds ?? [], subnet))) return undefined;
  return `${service} (the security groups of ${VpcEndpointId} let no task in)`;
}

function interfaceEndpoint(
  service: string,
  region: string,
  endpoints: readonly VpcEndpoint[],
): VpcEndpoint | undefined {
  return endpoints.find(
    ({ ServiceName, VpcEndpointType, State }) =>
      ServiceName === `com.amazonaws.${region}.${service}` &&
      VpcEndpointType === 'Interface' &&
      // "Available" in the API's model, "available" in its answers.
      State?.toLowerCase() === 'available',
  );
}

function reachesS3(
  region: string,
  { endpoints }: FoundNetwork,
  table: RouteTable | undefined,
): boolean {
  const onTable = ({ ServiceName, VpcEndpointType, RouteTableIds = [] }: VpcEndpoint): boolean =>
    ServiceName === `com.amazonaws.${region}.s3` &&
    VpcEndpointType === 'Gateway' &&
    RouteTableIds.includes(table?.RouteTableId ?? '');
  const byName = interfaceEndpoint('s3', region, endpoints)?.PrivateDnsEnabled ?? false;
  return byName || endpoints.some(onTable);
}

function coversHttps({ IpProtocol, FromPort = 0, ToPort = 0 }: IpPermission): boolean {
  return IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= HTTPS && HTTPS <= ToPort);
}

function letsIn(rule: IpPermission, groups: readonly string[], { CidrBlock = '' }: Subnet) {
  if (!coversHttps(rule)) return false;
  const { UserIdGroupPairs = [], IpRanges = [], PrefixListIds = [] } = rule;
  const from = parseCidr(CidrBlock);
  return (
    // What a prefix list holds isn't looked up.
    PrefixListIds.length > 0 ||
    UserIdGroupPairs.some(({ GroupId = '' }) => groups.includes(GroupId)) ||
    IpRanges.some(({ CidrIp = '' }) => {
      const range = parseCidr(CidrIp);
      return from !== undefined && range !== undefined && overlap(range, from);
    })
  );
}
