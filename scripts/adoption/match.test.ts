import { describe, expect, test } from '@jest/globals';
import type { Owned } from '../aws/owned.ts';
import type { Managed } from '../terraform/state.ts';
import { type Evidence, keyOf, matchOwned } from './match.ts';

type Resources = Record<string, Record<string, object>>;

/** As an environment is: its own name must not be taken for that of a resource. */
const PLACE = { account: '123456789012', region: 'eu-central-1', name: 'dev' };
const EC2 = 'arn:aws:ec2:eu-central-1:123456789012';
const at = (service: string, rest: string): string =>
  `arn:aws:${service}:eu-central-1:123456789012:${rest}`;

const match = (
  resource: Resources,
  owned: readonly Owned[],
  {
    managed = [],
    refused = [],
  }: { managed?: readonly Managed[]; refused?: readonly string[] } = {},
) => {
  const evidence: Evidence = {
    place: PLACE,
    configuration: { resource },
    managed,
    owned,
    refused: new Set(refused),
  };
  return matchOwned(evidence);
};

describe('what bears our tags and is named in the configuration', () => {
  test.each([
    ['aws_cloudwatch_event_rule', { name: 'n' }, at('events', 'rule/n'), 'n'],
    [
      'aws_cloudwatch_log_group',
      { name: '/p/dev/j' },
      at('logs', 'log-group:/p/dev/j'),
      '/p/dev/j',
    ],
    ['aws_cloudwatch_metric_alarm', { alarm_name: 'n' }, at('cloudwatch', 'alarm:n'), 'n'],
    [
      'aws_codebuild_project',
      { name: 'n' },
      at('codebuild', 'project/n'),
      at('codebuild', 'project/n'),
    ],
    ['aws_codecommit_repository', { repository_name: 'n' }, at('codecommit', 'n'), 'n'],
    ['aws_codepipeline', { name: 'n' }, at('codepipeline', 'n'), 'n'],
    ['aws_dynamodb_table', { name: 'n' }, at('dynamodb', 'table/n'), 'n'],
    ['aws_ecr_repository', { name: 'n' }, at('ecr', 'repository/n'), 'n'],
    ['aws_ecs_cluster', { name: 'n' }, at('ecs', 'cluster/n'), 'n'],
    ['aws_iam_role', { name: 'n', path: '/p/dev/' }, 'arn:aws:iam::123456789012:role/p/dev/n', 'n'],
    ['aws_s3_bucket', { bucket: 'n' }, 'arn:aws:s3:::n', 'n'],
    ['aws_scheduler_schedule_group', { name: 'n' }, at('scheduler', 'schedule-group/n'), 'n'],
    ['aws_sns_topic', { name: 'n' }, at('sns', 'n'), at('sns', 'n')],
    [
      'aws_sqs_queue',
      { name: 'n' },
      at('sqs', 'n'),
      'https://sqs.eu-central-1.amazonaws.com/123456789012/n',
    ],
  ])('is imported: %s', (type, values, arn, id) => {
    const resource = { [type]: { x: values } };

    expect(match(resource, [{ arn }])).toEqual({
      imports: [{ to: `${type}.x`, id }],
      orphans: [],
    });
    // And nothing is, where it isn't there.
    expect(match(resource, [{ arn: `${arn}-other` }])).toEqual({
      imports: [],
      orphans: [`${arn}-other`],
    });
  });

  test.each([
    ['aws_default_security_group', 'security-group/sg-1', 'sg-1'],
    ['aws_eip', 'elastic-ip/eipalloc-1', 'eipalloc-1'],
    ['aws_internet_gateway', 'internet-gateway/igw-1', 'igw-1'],
    ['aws_nat_gateway', 'natgateway/nat-1', 'nat-1'],
    ['aws_route_table', 'route-table/rtb-1', 'rtb-1'],
    ['aws_security_group', 'security-group/sg-1', 'sg-1'],
    ['aws_subnet', 'subnet/subnet-1', 'subnet-1'],
    ['aws_vpc', 'vpc/vpc-1', 'vpc-1'],
    ['aws_vpc_endpoint', 'vpc-endpoint/vpce-1', 'vpce-1'],
  ])('is told by its Name, where AWS names it: %s', (type, rest, id) => {
    const owned = [
      { arn: `${EC2}:${rest}-other`, name: 'other' },
      { arn: `${EC2}:${rest}`, name: 'mine' },
    ];
    const found = match({ [type]: { x: { tags: { Name: 'mine' } } } }, owned);

    expect(found).toEqual({
      imports: [{ to: `${type}.x`, id }],
      orphans: [`${EC2}:${rest}-other`],
    });
  });

  test('is the newest revision of a task definition', () => {
    const family = at('ecs', 'task-definition/p-dev-j');
    const owned = [`${family}:9`, `${family}:10`, `${family}-two:11`].map((arn) => ({ arn }));
    const resource = { aws_ecs_task_definition: { x: { family: 'p-dev-j' } } };

    expect(match(resource, owned)).toEqual({
      imports: [{ to: 'aws_ecs_task_definition.x', id: `${family}:10` }],
      orphans: [],
    });
  });

  test('is left alone, where the state has it', () => {
    const managed = [
      {
        address: 'aws_ecs_cluster.x',
        type: 'aws_ecs_cluster',
        values: { arn: at('ecs', 'cluster/n') },
      },
      { address: 'aws_nat_gateway.x', type: 'aws_nat_gateway', values: { id: 'nat-1' } },
    ];
    const owned = [
      { arn: at('ecs', 'cluster/n') },
      { arn: `${EC2}:natgateway/nat-1`, name: 'mine' },
    ];

    expect(match({ aws_ecs_cluster: { x: { name: 'n' } } }, owned, { managed })).toEqual({
      imports: [],
      orphans: [],
    });
  });

  test('is left alone, where one block stands for several', () => {
    const resource = { aws_sns_topic: { x: { name: 'n', for_each: ['a', 'b'] } } };

    expect(match(resource, [{ arn: at('sns', 'n') }]).imports).toEqual([]);
  });

  test('is tried by Terraform, if AWS lists no such kind, and only where something was left', () => {
    const resource = { aws_budgets_budget: { x: { name: 'n' } } };

    expect(match(resource, []).imports).toEqual([]);
    expect(match(resource, [{ arn: at('sns', 'left') }]).imports).toEqual([
      { to: 'aws_budgets_budget.x', id: '123456789012:n' },
    ]);
  });
});

describe('what was turned down', () => {
  const resource = { aws_vpc: { x: { tags: { Name: 'mine' } } } };
  const owned = ['vpc-1', 'vpc-2'].map((id) => ({ arn: `${EC2}:vpc/${id}`, name: 'mine' }));

  test('gives way to the next of its name, and is no orphan: it has gone', () => {
    const refused = [keyOf({ to: 'aws_vpc.x', id: 'vpc-1' })];

    expect(match(resource, owned, { refused })).toEqual({
      imports: [{ to: 'aws_vpc.x', id: 'vpc-2' }],
      orphans: [],
    });
  });

  test('is not tried again', () => {
    const refused = ['vpc-1', 'vpc-2'].map((id) => keyOf({ to: 'aws_vpc.x', id }));

    expect(match(resource, owned, { refused })).toEqual({ imports: [], orphans: [] });
  });

  test('made twice, the second is told', () => {
    expect(match(resource, owned).orphans).toEqual([`${EC2}:vpc/vpc-2`]);
  });
});

describe('parts without tags', () => {
  const table = { address: 'aws_route_table.t', type: 'aws_route_table', values: { id: 'rtb-1' } };
  const id = (address: string): string => `$\{${address}.id}`;
  const route = {
    route_table_id: id('aws_route_table.t'),
    destination_cidr_block: '0.0.0.0/0',
  };
  const association = {
    subnet_id: id('aws_subnet.s'),
    route_table_id: id('aws_route_table.t'),
  };
  const group = { aws_scheduler_schedule_group: { g: { name: 'g' } } };
  const schedule = { aws_scheduler_schedule: { x: { name: 's', group_name: 'g' } } };

  test('follow what they are part of, whether that is in the state or adopted now', () => {
    const resource = {
      aws_route_table: { t: { tags: { Name: 'mine' } } },
      aws_subnet: { s: { tags: { Name: 'mine' } } },
      aws_route: { x: route },
      aws_route_table_association: { x: association },
    };
    const subnet = { arn: `${EC2}:subnet/subnet-1`, name: 'mine' };

    expect(match(resource, [subnet], { managed: [table] }).imports).toEqual([
      { to: 'aws_subnet.s', id: 'subnet-1' },
      { to: 'aws_route.x', id: 'rtb-1_0.0.0.0/0' },
      { to: 'aws_route_table_association.x', id: 'subnet-1/rtb-1' },
    ]);
    // One of the two it belongs to isn't there.
    expect(match(resource, [], { managed: [table] }).imports).toEqual([
      { to: 'aws_route.x', id: 'rtb-1_0.0.0.0/0' },
    ]);
  });

  test('are never those of somebody else', () => {
    const foreign = { aws_route: { x: { ...route, route_table_id: 'rtb-9' } } };

    expect(match(foreign, [], { managed: [table] }).imports).toEqual([]);
    expect(
      match({ ...schedule }, [{ arn: at('scheduler', 'schedule-group/other') }]).imports,
    ).toEqual([]);
  });

  test('are found by the name of what they are part of', () => {
    const owned = [{ arn: at('scheduler', 'schedule-group/g') }];

    expect(match({ ...group, ...schedule }, owned).imports).toEqual([
      { to: 'aws_scheduler_schedule_group.g', id: 'g' },
      { to: 'aws_scheduler_schedule.x', id: 'g/s' },
    ]);
  });

  test('of a bucket come with it, and are simply made where it is in the state', () => {
    const resource = {
      aws_s3_bucket: { b: { bucket: 'data' } },
      aws_s3_bucket_policy: { p: { bucket: 'data' } },
    };
    const bucket = { address: 'aws_s3_bucket.b', type: 'aws_s3_bucket', values: { id: 'data' } };

    expect(match(resource, [{ arn: 'arn:aws:s3:::data' }]).imports).toEqual([
      { to: 'aws_s3_bucket.b', id: 'data' },
      { to: 'aws_s3_bucket_policy.p', id: 'data' },
    ]);
    expect(match(resource, [], { managed: [bucket] }).imports).toEqual([]);
  });
});

test('what comes and goes with the runs is no orphan', () => {
  const passing = [
    at('ecs', 'task/p-dev/0123'),
    at('ecs', 'task-definition/p-dev-gone:3'),
    at('batch', 'job/1'),
    `${EC2}:network-interface/eni-1`,
  ];
  expect(
    match(
      {},
      passing.map((arn) => ({ arn })),
    ).orphans,
  ).toEqual([]);
});
