import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { dataBuckets, outputOf, showLocation } from '../../environments/model/location.ts';
import { logGroupName } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { CONTAINER_NAME, EXIT, type Report, reportKey, runId } from '../../job/contract.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { LogStream } from '../aws/log-stream.ts';
import { begin, checkAccount } from '../aws/preflight.ts';
import { readReport } from '../aws/reports.ts';
import { type StartedRun, startRun } from '../aws/start-run.ts';
import { type Context, openEnvironment, openJob, scheduledTimeOf } from '../context.ts';
import { FailedError } from '../errors.ts';
import { count, duration, type Terminal } from '../terminal.ts';

/** How often a task is looked at, in milliseconds. */
const POLL_MS = 1000;
/** How long ECS may not know a task it has just started, in milliseconds: its answers lag. */
const UNKNOWN_MS = 60_000;
/** Lines of the log that a failure shows. */
const LAST_LINES = 20;

/** Options of `run`. */
export interface RunOptions {
  readonly environment: string;
  readonly job: string;
  /** The scheduled time that the run stands for, ISO 8601. @default now */
  readonly date?: string;
  /** Shows the log as it comes. */
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** How a run ended. */
export interface EndedRun {
  readonly exitCode: number | undefined;
  /** Why there is no exit code, or what ECS says of the end. */
  readonly reason: string | undefined;
  readonly report: Report | undefined;
  /** The run's log, unless it was shown as it came. */
  readonly log: readonly string[];
}

/** `run <env> <job>`: starts the deployed job, waits for its end and tells how it went. */
export async function runCommand(context: Context, options: RunOptions): Promise<void> {
  const { paths, terminal } = context;
  const loaded = await openEnvironment(paths, options.environment);
  const { environment } = loaded;
  const job = openJob(loaded, options.job);
  const aws = connect(environment.region);
  await checkAccount(aws, environment);
  const ended = await startAndWait(context, {
    aws,
    environment,
    job: job.name,
    scheduledTime: scheduledTimeOf(options.date),
    follow: options.follow,
  });
  if (options.json)
    terminal.print(
      JSON.stringify(
        { exitCode: ended.exitCode, reason: ended.reason, report: ended.report },
        null,
        2,
      ),
    );
  else for (const line of describeRun(environment, job.name, ended)) terminal.print(line);
  if (!succeeded(ended)) throw new FailedError(`${job.name} failed: ${whyFailed(ended)}`);
}

/** Which run to start, and where. */
export interface Start {
  readonly aws: Aws;
  readonly environment: Environment;
  readonly job: string;
  readonly scheduledTime: Date;
  /** Shows the log as it comes. */
  readonly follow?: boolean | undefined;
}

/** Starts a run and waits for its end. */
export async function startAndWait({ env, terminal }: Context, start: Start): Promise<EndedRun> {
  const { aws, environment, job, scheduledTime } = start;
  const attempt = `m${Date.now().toString(36)}`;
  const run = await startRun(aws, environment, job, scheduledTime, attempt);
  return await begin(env, () => waitFor(run, start, terminal));
}

/** Looks at a task until it has stopped, then at what it left. */
async function waitFor(run: StartedRun, start: Start, terminal: Terminal): Promise<EndedRun> {
  const { aws, environment, job, follow } = start;
  const log = new LogStream(aws.logs, logGroupName(environment, job), run.taskArn);
  const started = Date.now();
  for (;;) {
    const task = await describe(aws, run);
    if (!task && Date.now() - started > UNKNOWN_MS)
      throw new FailedError(`ECS no longer knows the task ${run.taskArn}`);
    if (!task) {
      await sleep(POLL_MS);
      continue;
    }
    if (follow) for (const { text } of await log.next()) terminal.print(text);
    terminal.status(
      `  ${job}: ${task.lastStatus?.toLowerCase()}, ${duration((Date.now() - started) / 1000)}`,
    );
    if (task.lastStatus === 'STOPPED') {
      terminal.status('');
      const lines = (await log.next()).map(({ text }) => text);
      if (follow) for (const line of lines) terminal.print(line);
      return await conclude(start, task, follow ? [] : lines);
    }
    await sleep(POLL_MS);
  }
}

async function describe({ ecs }: Aws, { cluster, taskArn }: StartedRun): Promise<Task | undefined> {
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
  return tasks[0];
}

async function conclude(
  { aws, environment, job, scheduledTime }: Start,
  task: Task,
  log: readonly string[],
): Promise<EndedRun> {
  const container = task.containers?.find(({ name }) => name === CONTAINER_NAME);
  const exitCode = container?.exitCode;
  const report = await readReport(aws.s3, environment, job, runId(scheduledTime));
  // An earlier attempt of the same run may have left one, and this one died before it could.
  const own = report && report.exitCode === exitCode ? report : undefined;
  return { exitCode, reason: container?.reason ?? task.stoppedReason, report: own, log };
}

/** Done, or nothing to do. */
export function succeeded({ exitCode }: EndedRun): boolean {
  return exitCode === EXIT.done || exitCode === EXIT.nothingToDo;
}

function whyFailed({ exitCode, reason, report }: EndedRun): string {
  const code = exitCode === undefined ? 'it never started' : `exit ${exitCode}`;
  return [code, report?.reason ?? reason].filter(Boolean).join(', ');
}

/** A run's end in lines: one that says all, then where things lie, or the last lines of its log. */
export function describeRun(environment: Environment, job: string, ended: EndedRun): string[] {
  const { report, log } = ended;
  if (!succeeded(ended)) {
    const failures =
      report?.failures.slice(0, 5).map(({ key, message }) => `  ${key}: ${message}`) ?? [];
    const needs = report?.needs.flatMap(({ lacks, yaml }) => [
      `  it lacks ${lacks}; in environments/${environment.name}.yaml:`,
      ...yaml
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ]);
    return [...failures, ...log.slice(-LAST_LINES).map((line) => `  | ${line}`), ...(needs ?? [])];
  }
  if (!report) return [`${job} ended with exit ${ended.exitCode} and left no report`];
  const { objects, outputs, seconds, peakMemoryMiB } = report;
  if (objects.listed === 0) return [`${job} found nothing to do: ${report.reason}`];
  const written = outputs.created + outputs.unchanged;
  const configured = environment.jobs.find(({ name }) => name === job);
  const output = configured && showLocation(outputOf(environment, configured));
  return [
    `${job} ran in ${duration(seconds)}: ${count(objects.listed, 'object')} in, ${written} out, peak ${peakMemoryMiB} MiB`,
    `  output  ${output}${report.run}/`,
    `  report  s3://${dataBuckets(environment).runs}/${job}/${reportKey(report.run)}`,
  ];
}
