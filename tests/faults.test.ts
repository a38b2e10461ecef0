/** What happens to an apply in real life: credentials, throttling, locks, hands, an older version. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { stateBucket } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { applyPlan } from '../scripts/commands/apply.ts';
import { makePlan, reviewOf } from '../scripts/commands/plan.ts';
import type { Prepared } from '../scripts/commands/prepare.ts';
import { unlockCommand } from '../scripts/commands/unlock.ts';
import { plain } from '../scripts/review/words.ts';
import { readState } from '../scripts/terraform/state.ts';
import type { Ended } from './support/cli.ts';
import { startProxy, type WeatherProxy } from './support/proxy.ts';
import { onSmall, SMALL_SIZE } from './support/small.ts';
import { ROOT, startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const logGroupName = '/nightshift/dev/small';

const reviewed = async (prepared: Prepared) => reviewOf(prepared, await makePlan(prepared), {});

describe('an apply', () => {
  let world: TestWorld;
  let proxy: WeatherProxy;
  let program: string;

  beforeAll(async () => {
    world = await startWorld();
    proxy = await startProxy(process.env['AWS_ENDPOINT_URL'] ?? '');
    const folder = join(world.context.paths.home, 'faults');
    program = join(folder, 'apply-and-die.js');
    const args = ['scripts/bundle.mjs', folder, 'tests/support/apply-and-die.ts'];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  });
  afterAll(async () => {
    proxy.close();
    await world.stop();
  });
  beforeEach(() => {
    proxy.fault = () => undefined;
    world.terminal.noted.length = 0;
    world.terminal.printed.length = 0;
  });

  /** Applies the small environment in a process of its own, through the proxy. */
  async function apply(): Promise<Ended> {
    const child = spawn(process.execPath, [program, world.context.paths.environments, '0'], {
      cwd: ROOT,
      env: { ...world.context.env, AWS_ENDPOINT_URL: proxy.url, AWS_MAX_ATTEMPTS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, stdout, stderr };
  }

  test('that AWS throttles says to wait, and what was done', async () => {
    proxy.fault = ({ action }) => (action === 'CreateLogGroup' ? 'ThrottlingException' : undefined);
    const { code, stderr } = await apply();

    expect(code).toBe(1);
    expect(stderr).toMatch(/at aws_cloudwatch_log_group\.log/);
    expect(stderr).toMatch(/AWS takes no more calls for now, .*: wait some minutes\n/);
    expect(stderr).toMatch(
      `${SMALL_SIZE - 1} resources changed before that, and are kept: the next apply goes on`,
    );
  });

  test('whose credentials expire says so, and keeps the state that it could not write', async () => {
    let expired = false;
    proxy.fault = ({ action }) => {
      // The group is made; all that follows is refused.
      const refused = expired;
      expired ||= action === 'CreateLogGroup';
      return refused ? 'ExpiredToken' : undefined;
    };
    const { code, stderr } = await apply();

    expect(code).toBe(1);
    expect(stderr).toContain('the AWS credentials expired on the way: sign in again');
    expect(stderr).toMatch(
      /the state that the last apply could not write lies in \S+errored\.tfstate/,
    );
    expect(stderr).toMatch(
      /the lock of dev could not be released .* \.\/nightshift unlock dev \S+/,
    );
  });

  test('after that writes the state first, and goes on', async () => {
    const { code, stderr } = await apply();

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^freed the lock of dev: .*\nwrote the state that the last apply could not write\nthe making of log group \/nightshift\/dev\/small was cut off: it is completed, not made anew\n/,
      ),
    });
    const { s3, ec2 } = connect(DEV.region);
    expect(await readState(s3, DEV)).toHaveLength(SMALL_SIZE);
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.filter(({ IsDefault }) => !IsDefault)).toHaveLength(1);
    const folder = join(world.context.paths.home, 'small', 'dev', 'stacks', 'dev');
    expect(existsSync(join(folder, 'errored.tfstate'))).toBe(false);
    expect(await onSmall(world.context, makePlan, { operation: 'look' })).toMatchObject({
      changes: [],
    });
  });

  test('tells what was changed by hand, and puts it back', async () => {
    const { logs } = connect(DEV.region);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));

    const { counts, drift } = await onSmall(world.context, reviewed, { operation: 'look' });
    expect(counts).toMatchObject({ create: 0, change: 1, replace: 0, destroy: 0 });
    expect(drift.touched.map(plain)).toEqual([
      'aws_cloudwatch_log_group.log was changed by hand (retention_in_days): this plan changes it back',
    ]);
  });

  test('tells what was deleted by hand, and makes it again', async () => {
    const { logs } = connect(DEV.region);
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));

    const { drift } = await onSmall(world.context, async (prepared) => {
      const plan = await makePlan(prepared);
      await applyPlan(world.context, prepared, plan);
      return reviewOf(prepared, plan, {});
    });
    expect(drift.touched.map(plain)).toEqual([
      'aws_cloudwatch_log_group.log was deleted by hand: this plan creates it again',
    ]);
    expect(world.terminal.printed.join()).toMatch(/: 1 created$/);
  });

  test('on a state of an older version moves what has another address, and destroys nothing', async () => {
    const moves = [
      { from: 'aws_vpc.vpc', to: 'aws_vpc.network_vpc' },
      { from: 'aws_cloudwatch_log_group.log', to: 'aws_cloudwatch_log_group.renamed' },
    ];
    const change = (configuration: unknown): unknown =>
      JSON.parse(
        JSON.stringify(configuration)
          .replaceAll('aws_vpc.vpc', 'aws_vpc.network_vpc')
          .replace('"aws_vpc":{"vpc"', '"aws_vpc":{"network_vpc"')
          .replace('"aws_cloudwatch_log_group":{"log"', '"aws_cloudwatch_log_group":{"renamed"'),
      );
    const planned = (options: { moves?: typeof moves }): Promise<unknown> =>
      onSmall(
        world.context,
        async ({ terraform }) => {
          await terraform.plan(options);
          const { resource_changes: changes } = (await terraform.show()) as {
            resource_changes: { change: { actions: string[] } }[];
          };
          return changes.filter(({ change }) => change.actions.includes('delete')).length;
        },
        { operation: 'look', change },
      );

    expect(await planned({ moves })).toBe(0);
    // Without them, all that stands on the network would go with it.
    expect(await planned({})).toBeGreaterThan(1);
  });

  test('that meets the lock of another machine tells it; unlock frees just that one', async () => {
    const { s3 } = connect(DEV.region);
    const id = '5f0e8c1a-6c1b-4c6e-9d0b-0a4f5ad4a7b1';
    const lock = {
      ID: id,
      Operation: 'OperationTypeApply',
      Info: '',
      Who: 'ada@elsewhere',
      Version: '1.11.4',
      Created: '2026-11-23T21:04:11.123Z',
      Path: '',
    };
    await s3.send(
      new PutObjectCommand({
        Bucket: stateBucket(DEV),
        Key: 'state/dev.tflock',
        Body: JSON.stringify(lock),
      }),
    );
    await expect(onSmall(world.context, makePlan)).rejects.toThrow(
      `locked by the apply of ada@elsewhere, since 2026-11-23 21:04:11 UTC`,
    );
    const other = unlockCommand(world.context, { environment: 'dev', lock: 'another' });
    await expect(other).rejects.toThrow(`the lock of dev is not another but ${id}`);

    await unlockCommand(world.context, { environment: 'dev', lock: id });
    expect(world.terminal.printed.join()).toMatch(
      /^freed the lock of dev: the apply of ada@elsewhere/,
    );
    expect(await onSmall(world.context, makePlan)).toMatchObject({ changes: [] });
    await unlockCommand(world.context, { environment: 'dev', lock: id });
    expect(world.terminal.printed.at(-1)).toBe('the state of dev is not locked');
  });
});
