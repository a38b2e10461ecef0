/** The local Fargate obeys the ECS API and nothing else: no file is touched here. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  type ContainerDefinition,
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  type KeyValuePair,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type TestWorld } from './support/world.ts';

const REGION = { region: 'eu-central-1' };
const ROLE = 'arn:aws:iam::123456789012:role/';

describe('the local Fargate', () => {
  let world: TestWorld;
  let ecs: ECSClient;
  let logs: CloudWatchLogsClient;
  let image: string;
  let network: Pick<RunTaskCommandInput, 'launchType' | 'networkConfiguration'>;

  beforeAll(async () => {
    world = await startWorld();
    ecs = new ECSClient(REGION);
    logs = new CloudWatchLogsClient(REGION);
    const iam = new IAMClient(REGION);
    const trust = (Service: string): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
      });
    for (const [RoleName, service] of [
      ['one', 'ecs-tasks.amazonaws.com'],
      ['two', 'ecs-tasks.amazonaws.com'],
      ['other', 'lambda.amazonaws.com'],
    ] as const) {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }));
    }
    await ecs.send(new CreateClusterCommand({ clusterName: 'c' }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }));
    const { repository } = await new ECRClient(REGION).send(
      new CreateRepositoryCommand({ repositoryName: 'r' }),
    );
    const { Subnets = [] } = await new EC2Client(REGION).send(new DescribeSubnetsCommand({}));
    const subnets = [Subnets[0]?.SubnetId ?? ''];
    network = { launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: { subnets } } };
    image = `${repository?.repositoryUri}:main`;
  });
  afterAll(() => world.stop());

  /** Registers a revision of the family and runs the newest. */
  async function run(
    container: Partial<ContainerDefinition>,
    {
      memory = '512',
      taskRole = 'one',
      call = {},
    }: { memory?: string; taskRole?: string; call?: Partial<RunTaskCommandInput> } = {},
  ): Promise<Task> {
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'f',
        cpu: '256',
        memory,
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        executionRoleArn: `${ROLE}one`,
        taskRoleArn: ROLE + taskRole,
        containerDefinitions: [
          {
            name: 'job',
            image,
            entryPoint: [process.execPath, '-e'],
            logConfiguration: {
              logDriver: 'awslogs',
              options: {
                'awslogs-group': 'g',
                'awslogs-region': 'eu-central-1',
                'awslogs-stream-prefix': 'run',
              },
            },
            ...container,
          },
        ],
      }),
    );
    const { tasks = [] } = await ecs.send(
      new RunTaskCommand({ cluster: 'c', taskDefinition: 'f', ...network, ...call }),
    );
    return tasks[0] as Task;
  }

  const look = async ({ taskArn = '' }: Task): Promise<Task> => {
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: 'c', tasks: [taskArn] }),
    );
    return tasks[0] as Task;
  };

  async function until(task: Task, status: string): Promise<Task> {
    for (;;) {
      const now = await look(task);
      if (now.lastStatus === status) return now;
      if (now.lastStatus === 'STOPPED') throw new Error(`stopped: ${now.stoppedReason}`);
      await sleep(50);
    }
  }

  async function lines({ taskArn }: Task): Promise<string[]> {
    const logStreamName = `run/job/${taskArn?.split('/').at(-1)}`;
    const request = new GetLogEventsCommand({
      logGroupName: 'g',
      logStreamName,
      startFromHead: true,
    });
    const { events = [] } = await logs.send(request);
    return events.map(({ message = '' }) => message).slice(1);
  }

  const exitCode = ({ containers }: Task): number | undefined => containers?.[0]?.exitCode;

  test('takes an accepted task from PROVISIONING to STOPPED with the exit code of its command', async () => {
    const accepted = await run({ command: ['console.log("hello"); process.exitCode = 7'] });
    const ended = await until(accepted, 'STOPPED');

    expect(accepted.lastStatus).toBe('PROVISIONING');
    expect(exitCode(ended)).toBe(7);
    expect(ended.stopCode).toBe('EssentialContainerExited');
    expect(await lines(ended)).toEqual(['hello']);
  });

  test('runs the next command, with the next variables, once the API has them', async () => {
    const print =
      'console.log(process.env.A, process.env.B, process.env.AWS_REGION, process.env.HOME)';
    const variables = (A: string): KeyValuePair[] => [{ name: 'A', value: A }];

    const first = await until(
      await run({ command: [print], environment: variables('1') }),
      'STOPPED',
    );
    const second = await until(
      await run({ command: [`${print}; process.exit(4)`], environment: variables('2') }),
      'STOPPED',
    );

    // Nothing of this process' own environment gets in.
    expect(await lines(first)).toEqual(['1 undefined eu-central-1 undefined']);
    expect(await lines(second)).toEqual(['2 undefined eu-central-1 undefined']);
    expect([exitCode(first), exitCode(second)]).toEqual([0, 4]);
  });

  test("lays a run's overrides over its definition", async () => {
    const overrides = {
      containerOverrides: [
        {
          name: 'job',
          command: ['console.log("over", process.env.A)'],
          environment: [{ name: 'A', value: '2' }],
        },
      ],
    };
    const task = await run(
      { command: ['console.log("under")'], environment: [{ name: 'A', value: '1' }] },
      { call: { overrides } },
    );

    expect(await lines(await until(task, 'STOPPED'))).toEqual(['over 2']);
  });

  test("hands the container its own role's credentials, where ECS would", async () => {
    const who =
      'fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI).then(r => r.json()).then(c => console.log(c.RoleArn, c.AccessKeyId.slice(0, 4), process.env.AWS_ACCESS_KEY_ID))';

    const one = await until(await run({ command: [who] }, { taskRole: 'one' }), 'STOPPED');
    const two = await until(await run({ command: [who] }, { taskRole: 'two' }), 'STOPPED');

    expect(await lines(one)).toEqual([`${ROLE}one ASIA undefined`]);
    expect(await lines(two)).toEqual([`${ROLE}two ASIA undefined`]);
  });

  test('kills a container that outgrows the memory of its task, and lets it live with more', async () => {
    const grow =
      'const kept = []; for (let i = 0; i < 30; i++) kept.push(Buffer.alloc(2 ** 23, 1)); setTimeout(() => console.log("lived"), 500)';

    const small = await until(await run({ command: [grow] }, { memory: '128' }), 'STOPPED');
    const large = await until(await run({ command: [grow] }, { memory: '1024' }), 'STOPPED');

    expect(exitCode(small)).toBe(137);
    expect(small.containers?.[0]?.reason).toBe(
      'OutOfMemoryError: Container killed due to memory usage',
    );
    expect(await lines(small)).toEqual([]);
    expect(exitCode(large)).toBe(0);
    expect(await lines(large)).toEqual(['lived']);
  });

  test('kills what holds the most memory, as the kernel does, and tells the container its size', async () => {
    const grow = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(2 ** 24, 1)), 10);';
    const survivor = [
      'const { spawn } = require("node:child_process");',
      `spawn(process.execPath, ["-e", ${JSON.stringify(grow)}]).once("exit", async (code, signal) => {`,
      '  const answer = await fetch(process.env.ECS_CONTAINER_METADATA_URI_V4 + "/task");',
      '  console.log(signal, (await answer.json()).Limits.Memory);',
      '  process.exit(137);',
      '});',
    ].join('\n');

    const ended = await until(await run({ command: [survivor] }, { memory: '512' }), 'STOPPED');

    expect(exitCode(ended)).toBe(137);
    expect(ended.containers?.[0]?.reason).toMatch(/^OutOfMemoryError/);
    expect(await lines(ended)).toEqual(['SIGKILL 512']);
  });

  test.each([
    ['is missing', 'nobody'],
    ['trusts another service', 'other'],
  ])('starts nothing whose role %s', async (_, taskRole) => {
    const ended = await until(await run({ command: ['0'] }, { taskRole }), 'STOPPED');

    expect(ended.stopCode).toBe('TaskFailedToStart');
    expect(ended.stoppedReason).toContain(`ECS was unable to assume the role '${ROLE}${taskRole}'`);
    expect(exitCode(ended)).toBeUndefined();
  });

  test("can't pull an image that isn't the world's", async () => {
    const ended = await until(
      await run({ command: ['0'], image: 'public.ecr.aws/docker/library/node:24' }),
      'STOPPED',
    );

    expect(ended.stopCode).toBe('TaskFailedToStart');
    expect(ended.stoppedReason).toMatch(/^CannotPullContainerError: .*public\.ecr\.aws/);
  });

  test('says what its image stands for', async () => {
    const ended = await until(await run({ command: ['0'] }), 'STOPPED');
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: 'g',
        logStreamName: `run/job/${ended.taskArn?.split('/').at(-1)}`,
        startFromHead: true,
      }),
    );

    expect(events[0]?.message).toBe(`[local Fargate] ${image} stands for the working tree's job/`);
  });

  test('ends a stopped task by SIGTERM, then SIGKILL when its time is over', async () => {
    const polite = await run({
      command: [
        'process.on("SIGTERM", () => { console.log("bye"); process.exit(143); }); setInterval(() => {}, 1000); console.log("up")',
      ],
    });
    const deaf = await run({
      command: ['process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")'],
      stopTimeout: 2,
    });
    for (const task of [polite, deaf]) await until(task, 'RUNNING');
    // Only then does it listen.
    while (!(await lines(polite)).includes('up')) await sleep(50);
    while (!(await lines(deaf)).includes('up')) await sleep(50);
    for (const { taskArn } of [polite, deaf]) {
      await ecs.send(new StopTaskCommand({ cluster: 'c', task: taskArn, reason: 'enough' }));
    }

    const [ended, killed] = [await until(polite, 'STOPPED'), await until(deaf, 'STOPPED')];

    expect(exitCode(ended)).toBe(143);
    expect(await lines(ended)).toEqual(['up', 'bye']);
    expect(exitCode(killed)).toBe(137);
    expect(ended).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'enough' });
  });

  test('ends what a container started with the container', async () => {
    const started =
      'const { spawn } = require("node:child_process"); spawn("sleep", ["600"], { stdio: "inherit" }).unref(); console.log("left one behind")';

    const ended = await until(await run({ command: [started] }), 'STOPPED');

    expect(exitCode(ended)).toBe(0);
    expect(await lines(ended)).toEqual(['left one behind']);
  });

  test('starts one task for one client token', async () => {
    const first = await run({ command: ['0'] }, { call: { clientToken: 'token' } });
    const { tasks: again } = await ecs.send(
      new RunTaskCommand({ cluster: 'c', taskDefinition: 'f', ...network, clientToken: 'token' }),
    );

    expect(again?.[0]?.taskArn).toBe(first.taskArn);
    await expect(
      ecs.send(
        new RunTaskCommand({
          cluster: 'c',
          taskDefinition: 'f',
          ...network,
          clientToken: 'token',
          group: 'x',
        }),
      ),
    ).rejects.toThrow('token');
  });
});
