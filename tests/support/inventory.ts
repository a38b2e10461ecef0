/** Everything that an embedded AWS holds, counted by kind: what must be as before once all is gone. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { CodeCommitClient, ListRepositoriesCommand } from '@aws-sdk/client-codecommit';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { DescribeClustersCommand, type ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListScheduleGroupsCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { connect } from '../../scripts/aws/clients.ts';

/** Counts what is there, but for buckets: those outlive their environment. */
export async function inventory(region: string): Promise<Record<string, number>> {
  const { ecr, ecs, logs, scheduler } = connect(region);
  const ec2 = new EC2Client();
  const gateways = await ec2.send(new DescribeInternetGatewaysCommand({}));
  const nats = await ec2.send(new DescribeNatGatewaysCommand({}));
  const addresses = await ec2.send(new DescribeAddressesCommand({}));
  const endpoints = await ec2.send(new DescribeVpcEndpointsCommand({}));
  const tables = await ec2.send(new DescribeRouteTablesCommand({}));
  const groups = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const interfaces = await ec2.send(new DescribeNetworkInterfacesCommand({}));
  const subnets = await ec2.send(new DescribeSubnetsCommand({}));
  const vpcs = await ec2.send(new DescribeVpcsCommand({}));
  const queues = await new SQSClient().send(new ListQueuesCommand({}));
  const topics = await new SNSClient().send(new ListTopicsCommand({}));
  const repositories = await ecr.send(new DescribeRepositoriesCommand({}));
  const roles = await new IAMClient().send(new ListRolesCommand({}));
  const schedules = await scheduler.send(new ListSchedulesCommand({}));
  const scheduleGroups = await scheduler.send(new ListScheduleGroupsCommand({}));
  const logGroups = await logs.send(new DescribeLogGroupsCommand({}));
  const rules = await new EventBridgeClient().send(new ListRulesCommand({}));
  const alarms = await new CloudWatchClient().send(new DescribeAlarmsCommand({}));
  const mirrors = await new CodeCommitClient().send(new ListRepositoriesCommand({}));
  const projects = await new CodeBuildClient().send(new ListProjectsCommand({}));
  const pipelines = await new CodePipelineClient().send(new ListPipelinesCommand({}));
  // What is deleted stays listed for a while.
  const alive = ({ State }: { State?: string | undefined }): boolean => !/delet/i.test(State ?? '');
  return {
    clusters: await activeClusters(ecs),
    internetGateways: gateways.InternetGateways?.length ?? 0,
    natGateways: (nats.NatGateways ?? []).filter(alive).length,
    addresses: addresses.Addresses?.length ?? 0,
    vpcEndpoints: (endpoints.VpcEndpoints ?? []).filter(alive).length,
    routeTables: tables.RouteTables?.length ?? 0,
    securityGroups: groups.SecurityGroups?.length ?? 0,
    networkInterfaces: interfaces.NetworkInterfaces?.length ?? 0,
    subnets: subnets.Subnets?.length ?? 0,
    vpcs: vpcs.Vpcs?.length ?? 0,
    queues: queues.QueueUrls?.length ?? 0,
    topics: topics.Topics?.length ?? 0,
    imageRepositories: repositories.repositories?.length ?? 0,
    roles: roles.Roles?.length ?? 0,
    schedules: schedules.Schedules?.length ?? 0,
    scheduleGroups: scheduleGroups.ScheduleGroups?.length ?? 0,
    logGroups: logGroups.logGroups?.length ?? 0,
    eventRules: rules.Rules?.length ?? 0,
    alarms: alarms.MetricAlarms?.length ?? 0,
    mirrors: mirrors.repositories?.length ?? 0,
    projects: projects.projects?.length ?? 0,
    pipelines: pipelines.pipelines?.length ?? 0,
  };
}

/** A deleted cluster is listed for a while, as INACTIVE. */
async function activeClusters(ecs: ECSClient): Promise<number> {
  const { clusterArns: clusters = [] } = await ecs.send(new ListClustersCommand({}));
  if (clusters.length === 0) return 0;
  const described = await ecs.send(new DescribeClustersCommand({ clusters }));
  return (described.clusters ?? []).filter(({ status }) => status === 'ACTIVE').length;
}
