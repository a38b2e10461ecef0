/** Starts a run as the schedule would: the deployed schedule's own input, one field changed. */
import { RunTaskCommand, type RunTaskCommandInput } from '@aws-sdk/client-ecs';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { jobNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { FailedError, InputError } from '../errors.ts';
import type { Aws } from './clients.ts';

/** What EventBridge Scheduler puts in when it calls. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** A run that ECS has accepted. */
export interface StartedRun {
  readonly cluster: string;
  readonly taskArn: string;
}

/**
 * Folds the PascalCase of a universal target's input to the SDK's camelCase.
 *
 * RunTask's input has no map whose keys would be data, so every key is a member's name.
 */
export function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      camelCase(member),
    ]),
  );
}

/**
 * Makes RunTask's input from the schedule's.
 *
 * @param input JSON as it is deployed.
 * @param attempt tells this start from the schedule's own and from earlier ones by hand: ECS
 *   answers the same client token with the task it already started.
 */
export function runTaskInput(
  input: string,
  scheduledTime: Date,
  attempt: string,
): RunTaskCommandInput {
  const time = scheduledTime.toISOString().replace(/\.\d{3}Z$/, 'Z');
  const call = camelCase(JSON.parse(input.replaceAll(SCHEDULED_TIME, time))) as RunTaskCommandInput;
  return { ...call, clientToken: `${call.clientToken}-${attempt}` };
}

/**
 * Starts a job now; its identity is the job and the scheduled time.
 *
 * @throws InputError if the job isn't deployed, FailedError if ECS refuses.
 */
export async function startRun(
  { scheduler, ecs }: Pick<Aws, 'scheduler' | 'ecs'>,
  environment: Environment,
  job: string,
  scheduledTime: Date,
  attempt: string,
): Promise<StartedRun> {
  const { family: GroupName } = jobNames(environment, job);
  const { Target } = await scheduler
    .send(new GetScheduleCommand({ GroupName, Name: job }))
    .catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      throw new InputError(
        `${job} is not deployed in ${environment.name}: run ./nightshift apply ${environment.name} first`,
      );
    });
  const input = runTaskInput(Target?.Input ?? '{}', scheduledTime, attempt);
  const { tasks = [], failures = [] } = await ecs.send(new RunTaskCommand(input));
  const taskArn = tasks[0]?.taskArn;
  if (!taskArn) {
    const reasons = failures.map(({ reason, detail }) =>
      [reason, detail].filter(Boolean).join(': '),
    );
    throw new FailedError(`ECS did not start ${job}: ${reasons.join('; ') || 'it gave no reason'}`);
  }
  return { cluster: input.cluster ?? '', taskArn };
}
