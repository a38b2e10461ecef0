/** A live environment whose network changes: the new way comes first, and the old one goes last. */
import { setTimeout } from 'node:timers/promises';
import {
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jobNames } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { planCommand } from '../scripts/commands/plan.ts';
import { applyInSteps, type Step } from './support/apply.ts';
import { makeNetwork, openToInternet } from './support/team-network.ts';
import { startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const JOB = 'flight-delays';
const SCHEDULE = `aws_scheduler_schedule.jobs_${JOB}_schedule`;

describe('an environment', () => {
  let world: TestWorld;
  let ec2: EC2Client;

  beforeAll(async () => {
    world = await startWorld();
    ec2 = new EC2Client();
  });
  afterAll(() => world.stop());

  const write = (network: string): Promise<void> =>
    world.edit('dev.yaml', /(network: .*\n)?data:/, `network: ${network}\ndata:`);

  test('starts in public subnets of three zones', async () => {
    await write('{ availabilityZones: 3 }');

    expect((await applyInSteps(world, 'dev')).again).toEqual([]);
  });

  describe('given a network of somebody else', () => {
    let network: string;

    test('whose subnet leads nowhere is refused at its line', async () => {
      const { vpcId, subnetId, groupId } = await makeNetwork(ec2);
      network = `mode: existing, vpcId: ${vpcId}, subnetIds: [${subnetId}], securityGroupIds: [${groupId}]`;
      await write(`{ ${network} }`);

      await expect(planCommand(world.context, { environment: 'dev' })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          new RegExp(
            `^\\S+dev\\.yaml:3:\\d+: ${subnetId} has no way to ecr\\.api \\(no interface endpoint\\), .*, s3 \\(.*\\): give rtb-\\w+ a default route`,
          ),
        ),
      });
      await openToInternet(ec2, vpcId);
    });

    test('that leads out goes over to it', async () => {
      await write(`{ ${network}, assignPublicIp: true }`);

      await goesOver('aws_security_group.network_tasks-public-3');
    });
  });

  test('goes over from there to endpoints', async () => {
    await write('{ mode: endpoints, availabilityZones: 3 }');

    await goesOver();
  });

  test('goes over to a NAT gateway in two zones', async () => {
    await write('{ mode: nat }');

    await goesOver('aws_security_group.network_tasks-endpoints-3');
  });

  test('that goes over to another block while a task runs leaves its way whole until it ends', async () => {
    const group = 'aws_security_group.network_tasks-nat-2';
    const task = await startTask();
    await write('{ mode: public, cidr: 10.1.0.0/24 }');
    const seen: Step[] = [];
    const meanwhile: Step[] = [];
    let ended: Promise<unknown> | undefined;

    await goesOver(group, (step) => {
      seen.push(step);
      if (step.at !== 'start' || step.action !== 'delete' || step.address !== group) return;
      const before = seen.length;
      // Long enough for whatever doesn't wait.
      ended = setTimeout(5000).then(() => {
        meanwhile.push(...seen.slice(before));
        return task.end();
      });
    });
    await ended;

    expect(ended).toBeDefined();
    expect(meanwhile).toEqual([]);
  });

  /** Applies, and expects: all that is new, then the schedule, then the old group, then its way. */
  async function goesOver(oldGroup?: string, onStep?: (step: Step) => void) {
    const { steps, again } = await applyInSteps(world, 'dev', onStep);
    // AWS makes that one with the VPC, and takes it away with it; Terraform only forgets it.
    const ways = steps.filter(({ address }) => /\.network_(?!default-)/.test(address));
    const indices = (at: Step['at'], fits: (step: Step) => boolean): number[] =>
      steps.flatMap((step, index) => (step.at === at && fits(step) ? [index] : []));
    const ofWays = (step: Step): boolean => ways.includes(step);
    const made = indices('complete', (step) => ofWays(step) && step.action !== 'delete');
    const [moves = -1] = indices('start', ({ address }) => address === SCHEDULE);
    const [moved = -1] = indices('complete', ({ address }) => address === SCHEDULE);
    const leaves = indices('start', (step) => ofWays(step) && step.action === 'delete');

    expect(moves).toBeGreaterThan(Math.max(-1, ...made));
    expect(made.length + leaves.length).toBeGreaterThan(0);
    if (oldGroup) {
      const [first = -1, ...others] = leaves;
      const [gone = -1] = indices(
        'complete',
        ({ action, address }) => action === 'delete' && address === oldGroup,
      );
      expect(steps[first]?.address).toBe(oldGroup);
      expect(first).toBeGreaterThan(moved);
      expect(Math.min(...others)).toBeGreaterThan(gone);
    }
    expect(again).toEqual([]);
    return { steps };
  }

  /** What AWS knows of a task: an interface in one of its subnets, with its security groups. */
  async function startTask(): Promise<{ end(): Promise<unknown> }> {
    const { family: GroupName } = jobNames(DEV, JOB);
    const { scheduler } = connect(DEV.region);
    const { Target } = await scheduler.send(new GetScheduleCommand({ GroupName, Name: JOB }));
    const { Subnets, SecurityGroups } = JSON.parse(Target?.Input ?? '').NetworkConfiguration
      .AwsvpcConfiguration;
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: Subnets[0], Groups: SecurityGroups }),
    );
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
    return { end: () => ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })) };
  }
});
