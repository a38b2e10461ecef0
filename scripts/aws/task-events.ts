/** The tasks of a job's runs, from the events that its environment keeps. */
import {
  type CloudWatchLogsClient,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Task } from '@aws-sdk/client-ecs';
import { arns, taskEventsLogGroup } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { runId, VARIABLES } from '../../job/contract.ts';
import { InputError } from '../errors.ts';

/** A task as its last event tells of it; dates are text there. */
export interface KnownTask
  extends Pick<Task, 'group' | 'lastStatus' | 'stopCode' | 'stoppedReason' | 'containers'> {
  readonly taskArn: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The run that it is of. */
  readonly run: string;
}

type Detail = Omit<Task, 'createdAt'> & { readonly createdAt?: string };

/**
 * The tasks whose state changed after an instant, in the order in which they were created.
 *
 * @param run only those of this run
 * @throws InputError if the environment keeps no events: it isn't deployed.
 */
export async function tasksSince(
  logs: CloudWatchLogsClient,
  environment: Environment,
  job: string,
  { since, run }: { readonly since: Date; readonly run?: string | undefined },
): Promise<KnownTask[]> {
  const family = `${arns(environment).familyNewest(job)}:`;
  const pages = paginateFilterLogEvents(
    { client: logs },
    {
      logGroupName: taskEventsLogGroup(environment),
      startTime: since.getTime(),
      filterPattern: `{ $.detail.taskDefinitionArn = "${family}*" }`,
    },
  );
  const tasks = new Map<string, KnownTask>();
  try {
    for await (const { events = [] } of pages) {
      for (const { message = '' } of events) {
        const task = taskOf((JSON.parse(message) as { detail: Detail }).detail, family);
        if (!task || (run !== undefined && task.run !== run)) continue;
        // Events may come in another order than they happened; a stop is the last.
        if (tasks.get(task.taskArn)?.lastStatus !== 'STOPPED') tasks.set(task.taskArn, task);
      }
    }
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new InputError(
      `${environment.name} is not deployed: run ./nightshift apply ${environment.name} first`,
    );
  }
  return [...tasks.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

function taskOf(detail: Detail, family: string): KnownTask | undefined {
  const { taskArn, createdAt = '', taskDefinitionArn, overrides } = detail;
  const variables = overrides?.containerOverrides?.[0]?.environment ?? [];
  const time = new Date(
    variables.find(({ name }) => name === VARIABLES.scheduledTime)?.value ?? '',
  );
  // Somebody's own RunTask has no scheduled time, and is no run.
  if (!taskArn || !taskDefinitionArn?.startsWith(family) || Number.isNaN(time.getTime()))
    return undefined;
  return { ...detail, taskArn, createdAt, run: runId(time) };
}
