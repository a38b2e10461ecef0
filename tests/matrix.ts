/**
 * Every network with every source, from nothing to nothing: `npm run test:matrix`. Not a part of
 * `npm test`, since each of the eight takes about two minutes.
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bucketNames, stateBucket } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { destroyCommand } from '../scripts/commands/destroy.ts';
import { applyInSteps } from './support/apply.ts';
import { inventory } from './support/inventory.ts';
import { makeNetwork, openToInternet } from './support/team-network.ts';
import { startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };

const SOURCES = {
  codecommit: '{ kind: codecommit }',
  github:
    '{ kind: github, repository: owner/name, connection: "arn:aws:codeconnections:eu-central-1:123456789012:connection/11111111-2222-3333-4444-555555555555" }',
};
const MODES = ['public', 'endpoints', 'nat', 'existing'] as const;
const PAIRS = MODES.flatMap((mode) =>
  Object.entries(SOURCES).map(([kind, source]) => [mode, kind, source] as const),
);

/** What else an environment may have: each part is made, planned clean and taken away again. */
const FEATURES = [
  'alerts: { emails: [batch@example.com] }',
  'monitoring: { deadLetterAlarm: true, missedRunAlarm: true }',
  'budget: { monthlyUsd: 20 }',
  '',
].join('\n');

describe('an environment', () => {
  let world: TestWorld;
  let before: Record<string, number>;
  let existing: string;

  beforeAll(async () => {
    world = await startWorld();
    const ec2 = new EC2Client();
    const { vpcId, subnetId, groupId } = await makeNetwork(ec2);
    await openToInternet(ec2, vpcId);
    existing = `, vpcId: ${vpcId}, subnetIds: [${subnetId}], securityGroupIds: [${groupId}], assignPublicIp: true`;
    await world.edit('dev.yaml', /^/, `network: {}\npipeline: {}\n${FEATURES}`);
    await world.edit('dev.yaml', 'schedule: none', 'schedule: cron(15 1 * * ? *)\n    spot: true');
    before = await inventory(DEV.region);
  });
  afterAll(() => world.stop());

  test.each(PAIRS)('of a network %s fed by %s', async (mode, _, source) => {
    const more = mode === 'existing' ? existing : '';
    await world.edit(
      'dev.yaml',
      /network: .*\npipeline: .*/,
      `network: { mode: ${mode}${more} }\npipeline: { source: ${source} }`,
    );

    const { steps, again } = await applyInSteps(world, 'dev');

    expect(steps.length).toBeGreaterThan(0);
    expect(again).toEqual([]);

    await destroyCommand(world.context, { environment: 'dev', yes: true });

    expect(await inventory(DEV.region)).toEqual(before);
    const { Buckets = [] } = await connect(DEV.region).s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name).sort()).toEqual(
      [...Object.values(bucketNames(DEV)), stateBucket(DEV)].sort(),
    );
  });
});
