import { randomUUID } from 'node:crypto';
import type { Task } from '@aws-sdk/client-ecs';

/** An event as EventBridge hands it on. */
export interface Event {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly [field: string]: unknown;
}

/**
 * The event that ECS sends when a task's state changes: the task as the API shows it, without its
 * tags.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export function taskEvent({ tags: _, ...task }: Task, now: Date): Event {
  const [, , , region, account] = (task.taskArn ?? '').split(':');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account,
    time: now.toISOString(),
    region,
    resources: [task.taskArn],
    // Through text: dates as ISO 8601, and what is undefined isn't there.
    detail: JSON.parse(JSON.stringify({ ...task, updatedAt: now })) as unknown,
  };
}
