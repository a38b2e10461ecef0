/**
 * Terraform and the driver killed in mid-apply: the next apply completes what was begun.
 * `npm run test:kill` kills after every event, `npm test` after every fifth.
 */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { stateBucket } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { listOwned } from '../scripts/aws/owned.ts';
import { makePlan } from '../scripts/commands/plan.ts';
import { openEnvironment } from '../scripts/context.ts';
import { readState } from '../scripts/terraform/state.ts';
import { onSmall, SMALL_SIZE, SMALL_TAGGED } from './support/small.ts';
import { ROOT, startWorld, type TestWorld } from './support/world.ts';

/** Each resource starts and completes. */
const EVENTS = Array.from({ length: 2 * SMALL_SIZE }, (_, index) => index + 1);
const every = process.env['NIGHTSHIFT_KILL'] === 'all' ? 1 : 5;

describe('an apply that was killed', () => {
  let world: TestWorld;
  let program: string;

  beforeAll(async () => {
    world = await startWorld();
    const folder = join(world.context.paths.home, 'kill');
    program = join(folder, 'apply-and-die.js');
    const args = ['scripts/bundle.mjs', folder, 'tests/support/apply-and-die.ts'];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.terminal.noted.length = 0;
    await fetch(`${process.env['AWS_ENDPOINT_URL']}/moto-api/reset`, { method: 'POST' });
    const { environment } = await openEnvironment(world.context.paths, 'dev');
    const LocationConstraint = 'eu-central-1';
    await connect(environment.region).s3.send(
      new CreateBucketCommand({
        Bucket: stateBucket(environment),
        CreateBucketConfiguration: { LocationConstraint },
      }),
    );
  });

  async function applyAndDie(event: number): Promise<NodeJS.Signals | null> {
    const child = spawn(
      process.execPath,
      [program, world.context.paths.environments, String(event)],
      { cwd: ROOT, env: world.context.env, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return await new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
  }

  test.each(EVENTS.filter((event) => (event - 1) % every === 0))(
    'after event %i is completed by the next',
    async (event) => {
      expect(await applyAndDie(event)).toBe('SIGKILL');

      await onSmall(world.context, async (prepared) => {
        await makePlan(prepared);
        await prepared.terraform.apply(() => undefined);
      });

      expect(world.terminal.noted).toEqual([expect.stringContaining('freed the lock of dev')]);
      expect(await onSmall(world.context, makePlan, { operation: 'look' })).toMatchObject({
        changes: [],
      });
      expect(world.terminal.noted).toHaveLength(1);
      const { environment } = await openEnvironment(world.context.paths, 'dev');
      const aws = connect(environment.region);
      expect(await readState(aws.s3, environment)).toHaveLength(SMALL_SIZE);
      expect(await listOwned(aws, environment)).toHaveLength(SMALL_TAGGED);
      expect(await inventory()).toEqual({ vpcs: 1, gateways: 1, subnets: 1, routeTables: 2 });
    },
  );

  /** What there is, whatever its tags, but for what every account has from the start. */
  async function inventory(): Promise<Record<string, number>> {
    const { ec2 } = connect('eu-central-1');
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    const vpcs = Vpcs.filter(({ IsDefault }) => !IsDefault);
    const Values = vpcs.map(({ VpcId = '' }) => VpcId);
    const { Subnets = [] } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values }] }),
    );
    // The VPC's own, and ours.
    const { RouteTables = [] } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values }] }),
    );
    const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
    return {
      vpcs: vpcs.length,
      gateways: InternetGateways.length,
      subnets: Subnets.length,
      routeTables: RouteTables.length,
    };
  }
});
