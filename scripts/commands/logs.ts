import { logGroupName } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { runId } from '../../job/contract.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { LogStream } from '../aws/log-stream.ts';
import { checkAccount } from '../aws/preflight.ts';
import { type KnownTask, tasksSince } from '../aws/task-events.ts';
import { type Context, openEnvironment, openJob, scheduledTimeOf } from '../context.ts';
import { FailedError } from '../errors.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Options of `logs`. */
export interface LogsOptions {
  readonly environment: string;
  readonly job: string;
  /** The run's id or its scheduled time. @default the newest run */
  readonly run?: string;
}

/** `logs <env> <job>`: prints the log of a run, of its restart too. */
export async function logsCommand(
  { paths, terminal }: Context,
  { environment: name, job: jobName, run: wanted }: LogsOptions,
): Promise<void> {
  const loaded = await openEnvironment(paths, name);
  const { environment } = loaded;
  const { name: job } = openJob(loaded, jobName);
  const run = wanted === undefined ? undefined : runOf(wanted);
  const aws = connect(environment.region);
  await checkAccount(aws, environment);
  const tasks = await tasksOf(aws, environment, job, run);
  if (tasks.length === 0) {
    const which = run === undefined ? 'no run' : `no run ${run}`;
    throw new FailedError(
      `there is ${which} of ${job} in the ${environment.logs.retentionDays} days that ${environment.name} keeps logs`,
    );
  }
  for (const task of tasks) {
    terminal.note(describeTask(task));
    const stream = new LogStream(aws.logs, logGroupName(environment, job), task.taskArn);
    const lines = await stream.next();
    for (const { time, text } of lines) terminal.print(`${time.toISOString()}  ${text}`);
    if (lines.length === 0) terminal.note('  it left no log');
  }
}

/** A run's id, from the id itself or from its time as notices write it. */
function runOf(text: string): string {
  const [, day, hour, minute, second] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/.exec(text) ?? [];
  const time = day === undefined ? text : `${day}T${hour}:${minute}:${second}Z`;
  return runId(scheduledTimeOf(time, '--run'));
}

/** The tasks of a run; of the newest, looking back further and further, if none is named. */
export async function tasksOf(
  { logs }: Pick<Aws, 'logs'>,
  environment: Environment,
  job: string,
  run: string | undefined,
): Promise<KnownTask[]> {
  const all = environment.logs.retentionDays * DAY_MS;
  const steps = run === undefined ? [HOUR_MS, DAY_MS, 7 * DAY_MS, all] : [all];
  for (const step of steps) {
    const since = new Date(Date.now() - Math.min(step, all));
    const tasks = await tasksSince(logs, environment, job, { since, run });
    const newest = tasks.at(-1)?.run;
    if (newest === undefined) continue;
    if (newest === run) return tasks;
    // All of it: the first try of a run that was started again may have ended long before.
    return await tasksOf({ logs }, environment, job, newest);
  }
  return [];
}

/** `run 2026-11-23T03-15-00Z, task 1a2b (flight-delays): stopped, exit 1, ...` */
function describeTask({
  run,
  taskArn,
  group,
  lastStatus,
  stopCode,
  stoppedReason,
  containers,
}: KnownTask) {
  const { exitCode, reason } = containers?.[0] ?? {};
  const end = [
    lastStatus?.toLowerCase(),
    exitCode === undefined ? undefined : `exit ${exitCode}`,
    exitCode === 0 ? undefined : stopCode,
    exitCode === 0 ? undefined : (reason ?? stoppedReason),
  ];
  return `run ${run}, task ${taskArn.split('/').at(-1)} (${group}): ${end.filter(Boolean).join(', ')}`;
}
