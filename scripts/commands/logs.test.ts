import { CloudWatchLogsClient, type FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from '@jest/globals';
import { environmentOf } from '../../tests/support/environment.ts';
import { tasksOf } from './logs.ts';

const HOUR_MS = 3_600_000;
const FAMILY =
  'arn:aws:ecs:eu-central-1:123456789012:task-definition/nightshift-test-flight-delays:1';

/** What the environment keeps of a task that stopped some hours ago. */
function stopped(taskArn: string, hoursAgo: number, scheduledTime: string) {
  const timestamp = Date.now() - hoursAgo * HOUR_MS;
  const environment = [{ name: 'NIGHTSHIFT_SCHEDULED_TIME', value: scheduledTime }];
  const detail = {
    taskArn,
    taskDefinitionArn: FAMILY,
    lastStatus: 'STOPPED',
    createdAt: new Date(timestamp).toISOString(),
    overrides: { containerOverrides: [{ environment }] },
  };
  return { timestamp, message: JSON.stringify({ detail }) };
}

test('the newest run is shown with the try that ended long before its restart', async () => {
  const kept = [
    stopped('older', 30, '2026-11-22T03:15:00Z'),
    stopped('first', 3, '2026-11-23T03:15:00Z'),
    stopped('again', 0.5, '2026-11-23T03:15:00Z'),
  ];
  const logs = Object.assign(new CloudWatchLogsClient({ region: 'eu-central-1' }), {
    send: async ({ input: { startTime = 0 } }: FilterLogEventsCommand) => ({
      events: kept.filter(({ timestamp }) => timestamp >= startTime),
    }),
  });
  const tasks = await tasksOf({ logs }, environmentOf(), 'flight-delays', undefined);

  expect(tasks.map(({ taskArn }) => taskArn)).toEqual(['first', 'again']);
});
