/**
 * A network of somebody else's (`network.mode: existing`), looked up before a plan: a task that
 * has no way to its image or its log fails at night, with a timeout that names nothing.
 */
import {
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type EC2Client,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  type VpcAttributeName,
} from '@aws-sdk/client-ec2';
import type { LoadedEnvironment } from '../../environments/model/load.ts';
import { refuse } from '../context.ts';
import { type FoundNetwork, findings } from './network-reach.ts';

/**
 * Checks that tasks could start in the network that a file names; does nothing in other modes.
 *
 * @throws InputError with each thing that is missing, at its line.
 */
export async function checkExistingNetwork(
  ec2: EC2Client,
  { environment, origin }: Pick<LoadedEnvironment, 'environment' | 'origin'>,
): Promise<void> {
  const { mode, vpcId = '', subnetIds = [], securityGroupIds = [] } = environment.network;
  if (mode !== 'existing') return;
  const found = await lookUp(ec2, { vpcId, subnetIds, securityGroupIds });
  const problems = findings(environment, found).map(({ path, message }) => ({
    ...origin(path),
    message,
  }));
  if (problems.length > 0) throw refuse(problems);
}

/** What a file names. */
interface Named {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

async function lookUp(ec2: EC2Client, named: Named): Promise<FoundNetwork> {
  const { vpcId, subnetIds, securityGroupIds } = named;
  // By filters: an id that doesn't exist would be an error without the others' answers.
  const of = (name: string, values: readonly string[]) => ({
    Filters: [{ Name: name, Values: [...values] }],
  });
  const inVpc = of('vpc-id', [vpcId]);
  const paging = { client: ec2 };
  const [vpc, subnets, inside, elsewhere, routeTables, endpoints] = await Promise.all([
    findVpc(ec2, vpcId),
    all(paginateDescribeSubnets(paging, of('subnet-id', subnetIds)), ({ Subnets }) => Subnets),
    all(paginateDescribeSecurityGroups(paging, inVpc), ({ SecurityGroups }) => SecurityGroups),
    all(
      paginateDescribeSecurityGroups(paging, of('group-id', securityGroupIds)),
      ({ SecurityGroups }) => SecurityGroups,
    ),
    all(paginateDescribeRouteTables(paging, inVpc), ({ RouteTables }) => RouteTables),
    all(paginateDescribeVpcEndpoints(paging, inVpc), ({ VpcEndpoints }) => VpcEndpoints),
  ]);
  const securityGroups = [...inside, ...elsewhere];
  return { ...(vpc && { vpc }), subnets, securityGroups, routeTables, endpoints };
}

async function findVpc(ec2: EC2Client, vpcId: string): Promise<FoundNetwork['vpc']> {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ Filters }));
  if (!vpc) return undefined;
  const attribute = (Attribute: VpcAttributeName) =>
    ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
  const [support, hostnames] = await Promise.all([
    attribute('enableDnsSupport'),
    attribute('enableDnsHostnames'),
  ]);
  return {
    owner: vpc.OwnerId ?? '',
    dnsSupport: support.EnableDnsSupport?.Value ?? false,
    dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
  };
}

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}
