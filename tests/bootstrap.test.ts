/** What environments stand on, on the embedded AWS: missing, made, out of date, still used. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  GetPolicyCommand,
  GetRoleCommand,
} from '@aws-sdk/client-iam';
import { DeleteBucketCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { arns, stateBucket } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { bootstrapCommand } from '../scripts/commands/bootstrap.ts';
import { doctorCommand } from '../scripts/commands/doctor.ts';
import { planCommand } from '../scripts/commands/plan.ts';
import { startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const DEV_BOUNDARY = { PolicyArn: arns(DEV).boundary };
const TRUST = { AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' };
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const STATE = { Bucket: stateBucket(DEV) };

describe('an account', () => {
  let world: TestWorld;
  const aws = () => connect(DEV.region);
  const printed = (): string => world.terminal.printed.join('\n');
  const plan = () => planCommand(world.context, { environment: 'dev' });
  const bootstrap = () => bootstrapCommand(world.context, { environment: 'dev' });

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.terminal.printed.length = 0;
    world.terminal.noted.length = 0;
  });

  test('without a boundary, or without a state bucket, takes no plan and says what to run', async () => {
    await aws().iam.send(new DeletePolicyCommand(DEV_BOUNDARY));
    await expect(plan()).rejects.toMatchObject({
      exitCode: 2,
      message:
        'the permissions boundary arn:aws:iam::123456789012:policy/nightshift/dev/nightshift-dev-boundary does not exist: run ./nightshift bootstrap dev',
    });

    await aws().s3.send(new DeleteBucketCommand(STATE));
    await expect(plan()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^the state bucket nightshift-state-\S+ does not exist: run \.\/nightshift bootstrap dev, or/,
      ),
    });
  });

  test('gets the bucket, the role of ECS and the boundaries of all environments', async () => {
    await bootstrap();

    expect(printed()).toContain(`made the state bucket ${STATE.Bucket}`);
    expect(printed()).toMatch(/: creates 9, imports 2, changes 1, replaces 0, destroys 0\./);
    for (const name of ['dev', 'staging', 'prod'])
      await aws().iam.send(new GetPolicyCommand({ PolicyArn: arns({ ...DEV, name }).boundary }));
    const { Status } = await aws().s3.send(new GetBucketVersioningCommand(STATE));
    expect(Status).toBe('Enabled');
    // Else the capacity providers of an account's first cluster are refused.
    expect(printed()).toContain("made ECS' own role AWSServiceRoleForECS");
    await aws().iam.send(new GetRoleCommand({ RoleName: 'AWSServiceRoleForECS' }));
  });

  test('bootstrapped again has no change, and an environment can be planned', async () => {
    await bootstrap();
    await plan();
    await doctorCommand(world.context, { environment: 'dev' });

    expect(printed()).not.toContain('made ');
    expect(printed()).toContain(`plan of ${STATE.Bucket}: no changes`);
    expect(printed()).toMatch(/^plan of dev: creates \d+, changes 0\b/m);
    expect(printed()).toContain('state bucket and permissions boundary there');
    expect(world.terminal.noted).toEqual([]);
  });

  test('whose boundary another checkout made says so, and takes this one by a bootstrap', async () => {
    await aws().iam.send(
      new CreatePolicyVersionCommand({
        ...DEV_BOUNDARY,
        SetAsDefault: true,
        PolicyDocument: EVERYTHING,
      }),
    );
    const sentence =
      "the permissions boundary in force for dev is not this checkout's: run ./nightshift bootstrap dev";

    await plan();
    expect(world.terminal.noted).toEqual([`warning: ${sentence}`]);
    await expect(doctorCommand(world.context, { environment: 'dev' })).rejects.toThrow('1 gap');
    expect(printed()).toContain(sentence);

    world.terminal.noted.length = 0;
    await bootstrap();
    await plan();
    expect(printed()).toContain('changes 1,');
    expect(world.terminal.noted).toEqual([]);
  });

  test('adopts a boundary that bounds roles already, whoever described it how', async () => {
    const { boundary: PermissionsBoundary } = arns({ ...DEV, name: 'qa' });
    const [, , , , , path = ''] = PermissionsBoundary.split(':');
    await aws().iam.send(
      new CreatePolicyCommand({
        PolicyName: path.split('/').at(-1),
        Path: `/${path.split('/').slice(1, -1).join('/')}/`,
        Description: 'Made by hand',
        PolicyDocument: EVERYTHING,
      }),
    );
    await aws().iam.send(new CreateRoleCommand({ RoleName: 'y', PermissionsBoundary, ...TRUST }));
    await writeFile(join(world.context.paths.environments, 'qa.yaml'), '');

    await bootstrap();
    expect(printed()).toMatch(/ {2}~ aws_iam_policy\.boundaries_qa: update, import of .*: policy/);
    const { Policy } = await aws().iam.send(
      new GetPolicyCommand({ PolicyArn: PermissionsBoundary }),
    );
    expect(Policy).toMatchObject({ Description: 'Made by hand', DefaultVersionId: 'v2' });
  });

  test('keeps the boundary of roles that are there, though their file is gone', async () => {
    const { boundary: PermissionsBoundary } = arns({ ...DEV, name: 'prod' });
    await aws().iam.send(new CreateRoleCommand({ RoleName: 'x', PermissionsBoundary, ...TRUST }));
    await rm(join(world.context.paths.environments, 'prod.yaml'));

    await expect(bootstrap()).rejects.toMatchObject({
      exitCode: 2,
      message: `${PermissionsBoundary} bounds 1 role of an environment whose file is gone: bring the file back and run ./nightshift destroy, then bootstrap again`,
    });
  });
});
