/** Runs that are interrupted or fail, on the embedded AWS: what is started again, and what is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTasksCommand,
  ListTasksCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { arns, sharedNames, taskEventsLogGroup } from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { startRun } from '../scripts/aws/start-run.ts';
import { applyCommand } from '../scripts/commands/apply.ts';
import { destroyCommand } from '../scripts/commands/destroy.ts';
import { logsCommand } from '../scripts/commands/logs.ts';
import { planCommand } from '../scripts/commands/plan.ts';
import { runCommand } from '../scripts/commands/run.ts';
import { openEnvironment } from '../scripts/context.ts';
import { recorder, startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const REGION = { region: DEV.region };
const FILE = `
alerts: { emails: [batch@example.com] }
monitoring: { deadLetterAlarm: true, missedRunAlarm: true }
budget: { monthlyUsd: 20 }
jobs:
  flight-delays: { schedule: none }
  patient:
    command: [sh, -c, "echo up; exec sleep 60"]
    schedule: rate(6 hours)
    window: 15m
    paused: true
    spot: true
    input: patient/
    output: patient/
  broken:
    command: [sh, -c, "echo no luck; exit 7"]
    timeout: 45m
    input: broken/
    output: broken/
  slow:
    command: [sleep, "60"]
    timeout: 1m
    input: slow/
    output: slow/
`;

describe('a run', () => {
  let world: TestWorld;
  let queue: string;
  const inbox: string[] = [];
  /** Takes a minute, the shortest timeout there is, so it goes on beside the others. */
  let slow: Promise<unknown>;
  const aws = () => connect(DEV.region);
  const sqs = () => new SQSClient(REGION);
  const { cluster } = sharedNames(DEV);

  beforeAll(async () => {
    world = await startWorld();
    await world.edit('dev.yaml', /^jobs:[\s\S]*/m, FILE);
    await applyCommand(world.context, { environment: 'dev' });
    const { QueueUrl = '' } = await sqs().send(new CreateQueueCommand({ QueueName: 'mailbox' }));
    queue = QueueUrl;
    const { Attributes } = await sqs().send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await new SNSClient(REGION).send(
      new SubscribeCommand({
        TopicArn: arns(DEV).topic,
        Protocol: 'sqs',
        Endpoint: Attributes?.['QueueArn'],
      }),
    );
    const context = { ...world.context, terminal: recorder() };
    const started = Date.now();
    slow = runCommand(context, { environment: 'dev', job: 'slow' }).catch((error: Error) => ({
      message: error.message,
      seconds: (Date.now() - started) / 1000,
    }));
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.terminal.printed.length = 0;
    world.terminal.noted.length = 0;
  });

  /** Notices about a job that have come so far. */
  async function notices(job: string): Promise<string[]> {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = '{}', ReceiptHandle } of Messages) {
      inbox.push((JSON.parse(Body) as { Message: string }).Message);
      await sqs().send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
    }
    return inbox.filter((text) => text.startsWith(`"A run of ${job} in dev failed."`));
  }

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await sleep(200);
    }
  }

  async function tasksIn(group: string): Promise<Task[]> {
    const arnsOf = async (desiredStatus: 'RUNNING' | 'STOPPED') =>
      (await aws().ecs.send(new ListTasksCommand({ cluster, desiredStatus }))).taskArns ?? [];
    const tasks = [...(await arnsOf('RUNNING')), ...(await arnsOf('STOPPED'))];
    if (tasks.length === 0) return [];
    const described = await aws().ecs.send(new DescribeTasksCommand({ cluster, tasks }));
    return (described.tasks ?? []).filter((task) => task.group === group);
  }

  const running = (group: string) =>
    until(async () => (await tasksIn(group)).find(({ lastStatus }) => lastStatus === 'RUNNING'));

  /** What the log group of events has of a group's tasks. */
  async function toldOf(group: string): Promise<Task[]> {
    const { events = [] } = await aws().logs.send(
      new FilterLogEventsCommand({ logGroupName: taskEventsLogGroup(DEV) }),
    );
    const details = events.map(({ message = '' }) => JSON.parse(message).detail as Task);
    return details.filter((detail) => detail.group === group);
  }

  async function interrupt(task: Task): Promise<void> {
    await aws().ecs.send(
      new StopTaskCommand({
        cluster,
        task: task.taskArn,
        reason: 'Your Spot Task was interrupted.',
      }),
    );
  }

  test('is deployed as planned: a second plan has no change', async () => {
    await planCommand(world.context, { environment: 'dev' });

    expect(world.terminal.printed.join('\n')).toMatch(/^plan of dev: no changes\b/);
    const { MetricAlarms = [] } = await new CloudWatchClient(REGION).send(
      new DescribeAlarmsCommand({}),
    );
    // Nobody can miss a run of what is paused or has no schedule.
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([
      'nightshift-dev-broken-dead-letters',
      'nightshift-dev-flight-delays-dead-letters',
      'nightshift-dev-patient-dead-letters',
      'nightshift-dev-slow-dead-letters',
    ]);
  });

  test('that fails is told once, with what helps', async () => {
    const date = '2026-11-23T03:15:00Z';
    const run = runCommand(world.context, { environment: 'dev', job: 'broken', date });
    await expect(run).rejects.toThrow('broken failed: exit 7');

    const notice = await until(async () => (await notices('broken'))[0]);

    expect(await notices('broken')).toHaveLength(1);
    expect(notice.split('\n')).toEqual([
      '"A run of broken in dev failed."',
      '"Run:       2026-11-23T03:15:00Z"',
      '"Exit code: 7"',
      '"Reason:    EssentialContainerExited, Essential container in task exited "',
      '"Log group: /nightshift/dev/broken in eu-central-1"',
      '"Read it:   ./nightshift logs dev broken --run 2026-11-23T03:15:00Z"',
      '"Exit code 137 is a lack of memory, mostly. More of it, in environments/dev.yaml:"',
      '"    jobs: { broken: { memory: 1024 } }"',
      '"A run that took 45m was out of time. More of it, in environments/dev.yaml:"',
      '"    jobs: { broken: { timeout: 90m } }"',
    ]);
  });

  test('that failed has its log, found by the command of the notice', async () => {
    const run = '2026-11-23T03:15:00Z';
    await logsCommand(world.context, { environment: 'dev', job: 'broken', run });

    expect(world.terminal.noted.join('\n')).toMatch(
      /^run 2026-11-23T03-15-00Z, task \w+.* \(broken\): stopped, exit 7, EssentialContainerExited/,
    );
    expect(world.terminal.printed.at(-1)).toMatch(/^\d{4}-.*Z {2}no luck$/);
    const printed = [...world.terminal.printed];
    world.terminal.printed.length = 0;
    await logsCommand(world.context, { environment: 'dev', job: 'broken' });
    expect(world.terminal.printed).toEqual(printed);
    await expect(
      logsCommand(world.context, { environment: 'dev', job: 'broken', run: '2026-11-22' }),
    ).rejects.toThrow('there is no run 2026-11-22T00-00-00Z of broken in the 7 days');
  });

  test('that is interrupted on Spot is started once more on demand, as the same run, and no third time', async () => {
    const { environment } = await openEnvironment(world.context.paths, 'dev');
    const time = new Date('2026-11-23T09:00:00Z');
    await startRun(aws(), environment, 'patient', time, 'one');
    const first = await running('patient');
    expect(first.capacityProviderName).toBe('FARGATE_SPOT');

    await interrupt(first);
    const again = await running('patient-again');
    await until(async () => (await toldOf('patient-again'))[0]);

    expect(again).toMatchObject({
      launchType: 'FARGATE',
      taskDefinitionArn: first.taskDefinitionArn,
      overrides: first.overrides,
    });
    expect(again.overrides?.containerOverrides?.[0]?.environment).toEqual([
      { name: 'NIGHTSHIFT_SCHEDULED_TIME', value: '2026-11-23T09:00:00Z' },
    ]);
    expect(await notices('patient')).toEqual([]);

    await interrupt(again);
    const notice = await until(async () => (await notices('patient'))[0]);

    expect(notice).toContain('SpotInterruption, Your Spot Task was interrupted.');
    // A restart takes a look of the local Fargate, a quarter of a second.
    await sleep(2000);
    expect(await tasksIn('patient')).toHaveLength(1);
    expect(await tasksIn('patient-again')).toHaveLength(1);
    await logsCommand(world.context, { environment: 'dev', job: 'patient' });
    expect(world.terminal.printed.filter((line) => line.endsWith('  up'))).toHaveLength(2);
  });

  test('that is stopped by hand is neither started again nor told', async () => {
    const { environment } = await openEnvironment(world.context.paths, 'dev');
    await startRun(aws(), environment, 'patient', new Date('2026-11-23T15:00:00Z'), 'one');
    const task = await running('patient');
    await aws().ecs.send(new StopTaskCommand({ cluster, task: task.taskArn, reason: 'enough' }));
    await until(async () => ((await tasksIn('patient')).every(stopped) ? true : undefined));
    await sleep(2000);

    expect(await tasksIn('patient-again')).toHaveLength(1);
    expect(await notices('patient')).toHaveLength(1);
  });

  test('of a command has no more than its time', async () => {
    const ended = (await slow) as { message: string; seconds: number };

    expect(ended.message).toContain('slow failed: exit 124');
    expect(ended.seconds).toBeGreaterThan(59);
    await until(async () => (await notices('slow'))[0]);
  });

  test('leaves its events, from its start to its stop', async () => {
    const broken = await toldOf('broken');
    const again = await toldOf('patient-again');

    expect(broken.map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING', 'STOPPED']);
    // A stop first arrives while the task still runs.
    expect(again.map(({ lastStatus, stopCode }) => [lastStatus, stopCode])).toEqual([
      ['RUNNING', undefined],
      ['RUNNING', 'SpotInterruption'],
      ['STOPPED', 'SpotInterruption'],
    ]);
  });

  test('goes with its environment: no rule, topic or alarm is left', async () => {
    await destroyCommand(world.context, { environment: 'dev' });

    const { Rules } = await new EventBridgeClient(REGION).send(new ListRulesCommand({}));
    const { Topics } = await new SNSClient(REGION).send(new ListTopicsCommand({}));
    const { MetricAlarms } = await new CloudWatchClient(REGION).send(new DescribeAlarmsCommand({}));
    expect([Rules, Topics ?? [], MetricAlarms ?? []]).toEqual([[], [], []]);
  });
});

const stopped = ({ lastStatus }: Task): boolean => lastStatus === 'STOPPED';
