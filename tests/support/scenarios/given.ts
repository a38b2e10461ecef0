/** What else has happened in a scenario, beside the files that were applied and are planned. */
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRouteCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import type { Texts } from '../../../scripts/review/scenario.ts';
import type { Extend } from '../../../stacks/extension-api.ts';
import { MOVED } from '../../../stacks/moved.ts';
import { startProxy } from '../proxy.ts';
import { makeNetwork, openToInternet } from '../team-network.ts';
import type { Deployed } from './deployed.ts';
import type { Configured } from './terraform.ts';

const LOG_GROUP = 'aws_cloudwatch_log_group.jobs_flight-delays_log-group';
const SCHEDULE = 'aws_scheduler_schedule.jobs_flight-delays_schedule';
/** Nobody's: somebody added it by hand. */
const ROUTE = '10.99.0.0/24';

/** What a scenario of an environment needs. */
export interface Given {
  /** In the place of applying what was before. */
  readonly apply?: (deployed: Deployed, before: Texts, base: Texts) => Promise<void>;
  /**
   * After that, before it is planned.
   *
   * @returns ids that it made, by what stands for them in the files.
   */
  readonly happens?: (deployed: Deployed) => Promise<ReadonlyMap<string, string> | undefined>;
  /** What the next apply doesn't undo. */
  readonly undo?: (deployed: Deployed) => Promise<void>;
  /** The team's own code afterwards. */
  readonly extend?: Extend;
  /** Files of code that differ from before. @default none */
  readonly code?: readonly string[];
}

const table = async (deployed: Deployed) => ({
  RouteTableId: await deployed.idOf('aws_route_table.network_public_route-table'),
  DestinationCidrBlock: ROUTE,
});

/** By the name of the scenario. */
export const GIVEN: Readonly<Record<string, Given>> = {
  // As after any first apply: what AWS filled in by itself differs from the state, and changes nothing.
  '02-no-change': { apply: (deployed, before) => deployed.apply(before) },
  '22-network-existing': {
    async happens({ aws: { ec2 } }) {
      const { vpcId, subnetId, groupId } = await makeNetwork(ec2);
      await openToInternet(ec2, vpcId);
      return new Map([
        ['vpc-0000000000000ffff', vpcId],
        ['subnet-0000000000000ffff', subnetId],
        ['sg-0000000000000ffff', groupId],
      ]);
    },
  },
  '26-moved-by-an-upgrade': {
    code: ['stacks/moved.ts'],
    async happens(deployed) {
      for (const { from, to } of MOVED) await deployed.terraform('state', 'mv', to, from);
      return undefined;
    },
  },
  '30-drift-put-back': {
    async happens(deployed) {
      deployed.moved();
      const logGroupName = '/nightshift/prod/flight-delays';
      await deployed.aws.logs.send(
        new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }),
      );
      return undefined;
    },
  },
  '31-drift-elsewhere': {
    async happens(deployed) {
      deployed.moved();
      const GatewayId = await deployed.idOf('aws_internet_gateway.network_internet-gateway');
      await deployed.aws.ec2.send(
        new CreateRouteCommand({ ...(await table(deployed)), GatewayId }),
      );
      return undefined;
    },
    async undo(deployed) {
      await deployed.aws.ec2.send(new DeleteRouteCommand(await table(deployed)));
    },
  },
  '32-deleted-by-hand': {
    async happens(deployed) {
      deployed.moved();
      const [GroupName, Name] = (await deployed.idOf(SCHEDULE)).split('/');
      await deployed.aws.scheduler.send(new DeleteScheduleCommand({ GroupName, Name }));
      return undefined;
    },
  },
  '33-tainted': {
    async happens(deployed) {
      await deployed.terraform('taint', SCHEDULE);
      return undefined;
    },
  },
  '34-what-a-failed-apply-left': {
    async apply(deployed, before, base) {
      await deployed.hold(base);
      const proxy = await startProxy(process.env['AWS_ENDPOINT_URL'] ?? '');
      proxy.fault = ({ method, url }) =>
        method === 'POST' && url.startsWith('/schedules/') ? 'ValidationException' : undefined;
      const failed = await deployed.apply(before, proxy.url).then(
        () => false,
        () => true,
      );
      proxy.close();
      if (!failed) throw new Error('the apply should have failed');
    },
  },
  '35-import': {
    async happens(deployed) {
      await deployed.terraform('state', 'rm', LOG_GROUP);
      return undefined;
    },
  },
  '41-extension-resource': {
    code: ['stacks/extensions.ts'],
    extend(scope, env) {
      const name = env.nameOf('customers');
      new DynamodbTable(scope, 'customers', {
        name,
        hashKey: 'id',
        attribute: [{ name: 'id', type: 'S' }],
        billingMode: 'PAY_PER_REQUEST',
      });
      env.job('flight-delays').allow({
        actions: ['dynamodb:PutItem'],
        resources: [env.arnOf('dynamodb', `table/${name}`)],
      });
    },
  },
};

/** What happens before a configuration of anybody's is planned, by the name of the scenario. */
export const HAPPENS: Readonly<
  Record<string, (configured: Configured, deployed: Deployed) => Promise<void>>
> = {
  '57-import-block': async (_, { aws }) => {
    await aws.logs.send(new CreateLogGroupCommand({ logGroupName: '/team/old' }));
  },
  '58-failed-replacement': (configured) => configured.apply({ fails: true }),
};
