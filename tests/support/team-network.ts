/** A network that a team has already, for `network.mode: existing`. */
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';

/** Makes a VPC with one subnet, whose routes lead nowhere, and a security group. */
export async function makeNetwork(ec2: EC2Client) {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.200.0.0/24' }));
  const vpcId = Vpc?.VpcId ?? '';
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.200.0.0/25' }),
  );
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: 'team', Description: 'tasks' }),
  );
  return { vpcId, subnetId: Subnet?.SubnetId ?? '', groupId: GroupId ?? '' };
}

/** Gives all subnets of a VPC a way to the internet. */
export async function openToInternet(ec2: EC2Client, vpcId: string): Promise<void> {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: GatewayId }));
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const { RouteTables: [main] = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const RouteTableId = main?.RouteTableId ?? '';
  await ec2.send(
    new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }),
  );
}
