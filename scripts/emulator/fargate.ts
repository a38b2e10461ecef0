/**
 * The local Fargate: the agent of the embedded AWS that runs what RunTask accepted. It knows
 * nothing but what the APIs return: the task, its definition, its roles, its repository.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListTasksCommand,
  SubmitTaskStateChangeCommand,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { openLog } from './awslogs.ts';
import { EventBus } from './events/bus.ts';
import { taskEvent } from './events/task-event.ts';
import { largestProcess, residentBytes } from './memory.ts';

/** How often it looks for tasks, in milliseconds. */
const POLL_MS = 250;
/** How often a task's memory is measured, in milliseconds. */
const MEMORY_MS = 100;
/** Seconds between SIGTERM and SIGKILL unless the container says otherwise, as on AWS. */
const STOP_TIMEOUT = 30;
/** What a shell reports of a process that SIGKILL ended. */
const KILLED = 137;

/** What the agent needs from the world it lives in. */
export interface FargateProps {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Builds the image that stands for the environment's own; returns the command to start it with. */
  readonly buildImage: () => Promise<{
    readonly entrypoint: readonly string[];
    readonly source: string;
  }>;
  readonly log: (line: string) => void;
}

/** Why a task can't be started; ends it as TaskFailedToStart. */
class StartError extends Error {}

/** A container's process. */
interface Running {
  readonly child: ChildProcess;
  /** Seconds it has between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
  stopping: boolean;
}

/** Runs tasks until `stop`. */
export class Fargate {
  readonly #props: FargateProps;
  readonly #ecs: ECSClient;
  readonly #ecr: ECRClient;
  readonly #iam: IAMClient;
  readonly #sts: STSClient;
  readonly #logs: CloudWatchLogsClient;
  readonly #bus: EventBus;
  /** Accepted tasks; those whose container runs have its process. */
  readonly #running = new Map<string, Running | undefined>();
  /** What the agent tells containers: their role's credentials, their task's size. */
  readonly #agent: Server;
  readonly #answers = new Map<string, () => unknown>();
  #stopped = false;

  constructor(props: FargateProps) {
    this.#props = props;
    const { endpoint, region, credentials } = props;
    const config = { endpoint, region, credentials };
    this.#ecs = new ECSClient(config);
    this.#ecr = new ECRClient(config);
    this.#iam = new IAMClient(config);
    this.#sts = new STSClient(config);
    this.#logs = new CloudWatchLogsClient(config);
    this.#bus = new EventBus({ ...config, log: props.log });
    this.#agent = createServer((request, response) => {
      this.#answer(request.url ?? '').then(
        (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
        () => response.writeHead(404).end(),
      );
    });
  }

  /** Looks for tasks until stopped. Errors of the APIs are logged, and it goes on. */
  async run(): Promise<void> {
    await new Promise<void>((resolve) => this.#agent.listen(0, '127.0.0.1', resolve));
    while (!this.#stopped) {
      await this.#look().catch((error: Error) => this.#props.log(`fargate: ${error.message}`));
      await sleep(POLL_MS);
    }
  }

  /** Stops looking and kills what runs. */
  stop(): void {
    this.#stopped = true;
    this.#agent.close();
    for (const running of this.#running.values()) kill(running?.child, 'SIGKILL');
  }

  async #look(): Promise<void> {
    const { clusterArns = [] } = await this.#ecs.send(new ListClustersCommand({}));
    for (const cluster of clusterArns) {
      // Both, since a task that should stop is listed as STOPPED from the moment it is told.
      for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
        const { taskArns = [] } = await this.#ecs.send(
          new ListTasksCommand({ cluster, desiredStatus }),
        );
        if (taskArns.length === 0) continue;
        const { tasks = [] } = await this.#ecs.send(
          new DescribeTasksCommand({ cluster, tasks: taskArns }),
        );
        for (const task of tasks) this.#consider(task);
      }
    }
  }

  #consider(task: Task): void {
    const arn = task.taskArn ?? '';
    if (task.lastStatus === 'PROVISIONING' && !this.#running.has(arn)) {
      this.#running.set(arn, undefined);
      this.#carry(task)
        .catch((error: Error) => this.#props.log(`fargate: ${arn}: ${error.message}`))
        .finally(() => this.#running.delete(arn));
    } else if (task.desiredStatus === 'STOPPED' && task.lastStatus === 'RUNNING') {
      this.#interrupt(task);
    }
  }

  /** SIGTERM once, SIGKILL when the container's time is over. */
  #interrupt(task: Task): void {
    const running = this.#running.get(task.taskArn ?? '');
    if (!running || running.stopping) return;
    running.stopping = true;
    // Told first, so that this event never arrives after that of the end.
    void this.#tell(task).then(() => {
      kill(running.child, 'SIGTERM');
      setTimeout(() => kill(running.child, 'SIGKILL'), running.stopTimeout * 1000).unref();
    });
  }

  async #carry(task: Task): Promise<void> {
    const report = async (status: string, reason?: string, exitCode?: number) => {
      await this.#ecs.send(
        new SubmitTaskStateChangeCommand({
          cluster: task.clusterArn,
          task: task.taskArn,
          status,
          reason,
          containers: [{ containerName: task.containers?.[0]?.name, status, exitCode, reason }],
        }),
      );
      await this.#tell(task);
    };
    try {
      const { taskDefinition } = await this.#ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }),
      );
      if (!taskDefinition) throw new StartError('the task definition is gone');
      const container = withOverrides(taskDefinition, task);
      await this.#assume(taskDefinition.executionRoleArn);
      const image = await this.#pull(container.image ?? '');
      const { reason, exitCode } = await this.#runContainer(
        task,
        taskDefinition,
        container,
        image,
        () => report('RUNNING'),
      );
      await report('STOPPED', reason, exitCode);
    } catch (error) {
      if (!(error instanceof StartError)) this.#props.log(`fargate: ${(error as Error).stack}`);
      await report('STOPPED', (error as Error).message);
    }
  }

  /** Sends the event of a task's new state. What fails is logged: the task doesn't hear of it. */
  async #tell({ clusterArn: cluster, taskArn = '' }: Task): Promise<void> {
    try {
      const { tasks = [] } = await this.#ecs.send(
        new DescribeTasksCommand({ cluster, tasks: [taskArn] }),
      );
      for (const task of tasks) await this.#bus.publish(taskEvent(task, new Date()));
    } catch (error) {
      this.#props.log(`fargate: ${taskArn}: ${(error as Error).message}`);
    }
  }

  /** @returns credentials of the role, as ECS would hand them to the container. */
  async #assume(roleArn: string | undefined) {
    if (!roleArn) return undefined;
    const refused = new StartError(
      `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions`,
    );
    const name = roleArn.split('/').at(-1);
    const { Role } = await this.#iam
      .send(new GetRoleCommand({ RoleName: name }))
      .catch(() => ({ Role: undefined }));
    const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
    if (Role?.Arn !== roleArn || !trust.includes('ecs-tasks.amazonaws.com')) throw refused;
    const { Credentials } = await this.#sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: randomUUID().replaceAll('-', ''),
      }),
    );
    return Credentials;
  }

  /** The environment's own repository stands for the working tree; nothing else can be pulled. */
  async #pull(image: string) {
    const repository = image.replace(/(@sha256:.*|:[^:/]*)$/, '');
    const { repositories = [] } = await this.#ecr.send(new DescribeRepositoriesCommand({}));
    if (!repositories.some(({ repositoryUri }) => repositoryUri === repository)) {
      throw new StartError(
        `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: not found`,
      );
    }
    return await this.#props.buildImage().catch((error: Error) => {
      throw new StartError(
        `CannotPullContainerError: the image could not be built: ${error.message}`,
      );
    });
  }

  async #runContainer(
    task: Task,
    definition: TaskDefinition,
    container: ContainerDefinition,
    image: { readonly entrypoint: readonly string[]; readonly source: string },
    started: () => Promise<unknown>,
  ): Promise<{ exitCode: number; reason?: string }> {
    if (definition.taskRoleArn) await this.#assume(definition.taskRoleArn);
    const log = await openLog(this.#logs, task, container).catch((error: Error) => {
      throw new StartError(
        `ResourceInitializationError: failed to validate logger args: ${error.message}`,
      );
    });
    log(`[local Fargate] ${container.image} stands for ${image.source}`);
    for (const { name } of container.secrets ?? [])
      log(`[local Fargate] the secret ${name} is set on AWS alone`);
    const [command = '', ...args] = [
      ...(container.entryPoint?.length ? container.entryPoint : image.entrypoint),
      ...(container.command ?? []),
    ];
    const child = spawn(command, args, {
      env: this.#environment(task, definition, container),
      // A group of its own, so that what it starts dies with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stopTimeout = container.stopTimeout ?? STOP_TIMEOUT;
    this.#running.set(task.taskArn ?? '', { child, stopTimeout, stopping: false });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', log);
    const limit = memoryBytes(task.overrides?.memory ?? definition.memory);
    let outOfMemory = false;
    const watch = setInterval(() => {
      if (residentBytes(child.pid ?? 0) <= limit) return;
      outOfMemory = true;
      // As the kernel does: what holds the most goes, not the whole container.
      killProcess(largestProcess(child.pid ?? 0), 'SIGKILL');
    }, MEMORY_MS);
    try {
      const ended = new Promise<number>((resolve, reject) => {
        child.once('error', (error) =>
          reject(
            new StartError(
              `CannotStartContainerError: failed to create shim task: exec: "${command}": ${error.message}`,
            ),
          ),
        );
        // What it started, and what may hold its pipes open, ends with it, as in a container.
        child.once('exit', () => killGroup(child, 'SIGKILL'));
        child.once('close', (code, signal) =>
          resolve(code ?? (signal === 'SIGTERM' ? 143 : KILLED)),
        );
      });
      // The report of the start must not arrive after that of the end.
      const [exitCode] = await Promise.all([ended, started()]);
      return outOfMemory
        ? { exitCode: KILLED, reason: 'OutOfMemoryError: Container killed due to memory usage' }
        : { exitCode };
    } finally {
      clearInterval(watch);
      await log.close();
    }
  }

  /** What a container on Fargate finds: the definition's variables, the region, a way to credentials. */
  #environment(
    task: Task,
    definition: TaskDefinition,
    container: ContainerDefinition,
  ): Record<string, string> {
    const { endpoint, region } = this.#props;
    const { port } = this.#agent.address() as AddressInfo;
    const agent = `http://127.0.0.1:${port}`;
    const metadata = `/v4/${task.taskArn?.split('/').at(-1)}`;
    const Memory = memoryBytes(task.overrides?.memory ?? definition.memory) / 2 ** 20;
    const CPU = Number(task.overrides?.cpu ?? definition.cpu) / 1024;
    const Limits = { CPU, Memory };
    this.#answers.set(`${metadata}/task`, () => ({ TaskARN: task.taskArn, Limits }));
    const own = Object.fromEntries(
      (container.environment ?? []).map(({ name = '', value = '' }) => [name, value]),
    );
    const variables: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
      AWS_ENDPOINT_URL: endpoint,
      ECS_CONTAINER_METADATA_URI_V4: `${agent}${metadata}`,
      AWS_EC2_METADATA_DISABLED: 'true',
      // The image's Node.js is newer than this machine's may be.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const role = definition.taskRoleArn;
    if (role) {
      const path = `/${randomUUID()}`;
      this.#answers.set(path, () => this.#credentials(role));
      // The loopback twin of AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, which SDKs read alike.
      variables['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = agent + path;
    }
    return { ...variables, ...own };
  }

  async #answer(path: string): Promise<unknown> {
    const answer = this.#answers.get(path);
    if (!answer) throw new Error('unknown task');
    return await answer();
  }

  async #credentials(role: string) {
    const credentials = await this.#assume(role);
    if (!credentials) throw new Error('no role');
    return {
      AccessKeyId: credentials.AccessKeyId,
      SecretAccessKey: credentials.SecretAccessKey,
      Token: credentials.SessionToken,
      Expiration: credentials.Expiration?.toISOString(),
      RoleArn: role,
    };
  }
}

/** The container as the task's overrides make it. */
function withOverrides(definition: TaskDefinition, task: Task): ContainerDefinition {
  const container = definition.containerDefinitions?.[0];
  if (!container) throw new StartError('the task definition has no container');
  const override = task.overrides?.containerOverrides?.find(({ name }) => name === container.name);
  return {
    ...container,
    command: override?.command ?? container.command,
    environment: [...(container.environment ?? []), ...(override?.environment ?? [])],
  };
}

/** A task's memory, `512` or `"0.5 GB"`, in bytes. */
function memoryBytes(memory: string | undefined): number {
  const [, number, unit] = /^([\d.]+)\s*(GB|MB)?$/i.exec(memory ?? '') ?? [];
  if (number === undefined) throw new StartError(`the task's memory "${memory}" is no size`);
  return Number(number) * (unit?.toUpperCase() === 'GB' ? 2 ** 30 : 2 ** 20);
}

/** Sends a signal to a container that still runs. */
function kill(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (child && child.exitCode === null && child.signalCode === null) killGroup(child, signal);
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  killProcess(pid && -pid, signal);
}

function killProcess(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
