import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from '@jest/globals';
import { openLog } from './awslogs.ts';

test('a log that could not be written once goes on, and its container never hears of it', async () => {
  const sent: (string | undefined)[] = [];
  let broken = true;
  const logs = Object.assign(new CloudWatchLogsClient({}), {
    send: async (command: unknown) => {
      if (!(command instanceof PutLogEventsCommand)) return;
      if (broken) throw new Error('no');
      sent.push(...(command.input.logEvents ?? []).map(({ message }) => message));
    },
  });
  const container = {
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } },
  };
  const log = await openLog(logs, {}, container as Parameters<typeof openLog>[2]);

  log('lost');
  await new Promise((resolve) => setTimeout(resolve, 500));
  broken = false;
  log('kept');
  await log.close();

  expect(sent).toEqual(['kept']);
});
