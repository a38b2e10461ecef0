/** A small environment: a network with its untagged parts, a role and a log group, driven for real. */
import { join } from 'node:path';
import { stateBucket, stateKey } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { connect } from '../../scripts/aws/clients.ts';
import { type Prepared, type Target, workOn } from '../../scripts/commands/prepare.ts';
import { type Context, openEnvironment } from '../../scripts/context.ts';
import { findTerraform } from '../../scripts/terraform/binary.ts';

/** How many resources it has. */
export const SMALL_SIZE = 8;
/** Those of them that bear tags, or lie in the environment's path. */
export const SMALL_TAGGED = 6;

/** Its configuration, as `cdk.tf.json` would be. */
export function smallConfiguration(environment: Environment): unknown {
  const { account, region, project, name } = environment;
  const tags = { Name: `${project}-${name}` };
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  return {
    terraform: {
      required_providers: { aws: { source: 'hashicorp/aws', version: '5.100.0' } },
      backend: {
        s3: {
          bucket: stateBucket(environment),
          key: stateKey(environment),
          region,
          encrypt: true,
          use_lockfile: true,
        },
      },
    },
    provider: {
      aws: [
        {
          region,
          allowed_account_ids: [account],
          default_tags: [{ tags: { project, environment: name } }],
        },
      ],
    },
    resource: {
      aws_vpc: { vpc: { cidr_block: '10.0.0.0/24', tags } },
      aws_internet_gateway: { gateway: { vpc_id: idOf('aws_vpc.vpc'), tags } },
      aws_route_table: { table: { vpc_id: idOf('aws_vpc.vpc'), tags } },
      aws_route: {
        internet: {
          route_table_id: idOf('aws_route_table.table'),
          destination_cidr_block: '0.0.0.0/0',
          gateway_id: idOf('aws_internet_gateway.gateway'),
        },
      },
      aws_subnet: { subnet: { vpc_id: idOf('aws_vpc.vpc'), cidr_block: '10.0.0.0/26', tags } },
      aws_route_table_association: {
        way: {
          subnet_id: idOf('aws_subnet.subnet'),
          route_table_id: idOf('aws_route_table.table'),
        },
      },
      aws_iam_role: {
        role: {
          name: `${project}-${name}-small`,
          path: `/${project}/${name}/`,
          assume_role_policy: JSON.stringify(trust),
        },
      },
      aws_cloudwatch_log_group: {
        log: { name: `/${project}/${name}/small`, retention_in_days: 7 },
      },
    },
  };
}

/** An expression for what AWS calls a resource. */
function idOf(address: string): string {
  return `\${${address}.id}`;
}

/** Does some work on it, as a command would. */
export async function onSmall<T>(
  context: Context,
  work: (prepared: Prepared) => Promise<T>,
  {
    operation = 'apply',
    change = (configuration: unknown) => configuration,
  }: {
    readonly operation?: 'apply' | 'look';
    readonly change?: (configuration: unknown) => unknown;
  } = {},
): Promise<T> {
  const { paths, env, terminal } = context;
  const loaded = await openEnvironment(paths, 'dev');
  const target: Target = {
    loaded,
    aws: connect(loaded.environment.region),
    binary: await findTerraform({ env, cache: paths.cache, terminal }),
    configuration: JSON.stringify(change(smallConfiguration(loaded.environment))),
  };
  const own = { ...context, paths: { ...paths, terraform: join(paths.home, 'small') } };
  return await workOn(own, target, work, operation);
}
