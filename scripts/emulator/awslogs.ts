/** The `awslogs` driver: a container's lines on their way to CloudWatch Logs. */
import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ContainerDefinition, Task } from '@aws-sdk/client-ecs';

/** How often lines are sent, in milliseconds. */
const FLUSH_MS = 200;

/** A container's log: takes lines, sends them in the order they came. */
export interface ContainerLog {
  (line: string): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/**
 * Opens the stream that the driver would make; without a log group lines go nowhere. As with the
 * driver, what can't be sent is lost, and the container doesn't hear of it.
 */
export async function openLog(
  logs: CloudWatchLogsClient,
  task: Task,
  container: ContainerDefinition,
): Promise<ContainerLog> {
  const options = container.logConfiguration?.options ?? {};
  const id = task.taskArn?.split('/').at(-1);
  const place = {
    logGroupName: options['awslogs-group'],
    logStreamName: `${options['awslogs-stream-prefix']}/${container.name}/${id}`,
  };
  if (!place.logGroupName) return Object.assign(() => undefined, { close: async () => undefined });
  await logs.send(new CreateLogStreamCommand(place));
  const lines: { timestamp: number; message: string }[] = [];
  let sending = Promise.resolve();
  const flush = (): Promise<void> => {
    sending = sending
      .then(async () => {
        const logEvents = lines.splice(0);
        if (logEvents.length > 0) await logs.send(new PutLogEventsCommand({ ...place, logEvents }));
      })
      .catch(() => undefined);
    return sending;
  };
  const timer = setInterval(flush, FLUSH_MS);
  const log = (line: string): void => {
    lines.push({ timestamp: Date.now(), message: line || ' ' });
  };
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await flush();
  };
  return Object.assign(log, { close });
}
