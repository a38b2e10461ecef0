/** What the policies of resources answer to those who aren't of the environment. */
import {
  arns,
  bucketArn,
  bucketNames,
  jobNames,
  sharedNames,
  stateBucket,
  taskEventsLogGroup,
} from '../../../environments/model/names.ts';
import { type Row, row, STRANGER } from '../call.ts';
import { ABROAD, CONSUMER, FULL, PRODUCER } from '../full-environment.ts';

const all = arns(FULL);

/** By resource. */
export function resourceRows(): Row[] {
  return [...bucketRows(), ...stateRows(), ...imageRows(), ...serviceRows()];
}

function bucketRows(): Row[] {
  const { input, output } = bucketNames(FULL);
  const [into, from] = [bucketArn(input), bucketArn(output)];
  const asked = (
    other: string,
    about: string,
    action: string,
    resource: string,
    allowed: boolean,
  ) =>
    row('data buckets, for other accounts', { other }, [
      `${about} for ${other}`,
      action,
      resource,
      allowed,
    ]);
  return [
    asked(PRODUCER, 'Writers', 's3:PutObject', `${into}/any/a.csv`, true),
    asked(PRODUCER, 'Writers', 's3:GetObject', `${into}/any/a.csv`, false),
    asked(PRODUCER, 'Writers', 's3:DeleteObject', `${into}/any/a.csv`, false),
    asked(PRODUCER, 'Writers', 's3:ListBucket', into, false),
    asked(PRODUCER, 'Writers', 's3:PutObject', `${from}/any/a.csv`, false),
    asked(CONSUMER, 'Readers', 's3:GetObject', `${from}/delays/a.csv`, true),
    asked(CONSUMER, 'Readers', 's3:PutObject', `${from}/delays/a.csv`, false),
    asked(CONSUMER, 'Readers', 's3:GetObject', `${into}/incoming/a.csv`, false),
    asked(CONSUMER, 'ReadersList', 's3:ListBucket', from, true),
    asked(CONSUMER, 'ReadersList', 's3:ListBucket', into, false),
    asked(
      CONSUMER.replace('consumer', 'other'),
      'Readers',
      's3:GetObject',
      `${from}/delays/a.csv`,
      false,
    ),
  ];
}

function stateRows(): Row[] {
  const state = `${bucketArn(stateBucket(FULL))}/state/test`;
  const asked = (other: string, tls: string, allowed: boolean) =>
    row('the bucket of the states', { other }, [
      `TlsOnly for ${other}`,
      's3:GetObject',
      state,
      allowed,
      { 'aws:SecureTransport': tls },
    ]);
  const engineer = `arn:aws:iam::${FULL.account}:role/engineer`;
  return [
    asked(engineer, 'true', true),
    asked(engineer, 'false', false),
    asked(PRODUCER, 'true', false),
  ];
}

function imageRows(): Row[] {
  const { executionRole, taskRole } = jobNames(ABROAD, 'flight-delays');
  const theirs = arns(ABROAD);
  const asked = (other: string, action: string, allowed: boolean) =>
    row('images, for other accounts', { other }, [
      `Pull0 for ${other}`,
      action,
      all.repository,
      allowed,
    ]);
  const puller = theirs.role(executionRole);
  return [
    asked(puller, 'ecr:BatchGetImage', true),
    asked(puller, 'ecr:PutImage', false),
    asked(theirs.role(taskRole), 'ecr:BatchGetImage', false),
    asked(`arn:aws:iam::${ABROAD.account}:role/other`, 'ecr:BatchGetImage', false),
    asked(puller.replace(ABROAD.account, STRANGER), 'ecr:BatchGetImage', false),
  ];
}

/** Services that only the resource's own policy lets in, for one thing of ours. */
function serviceRows(): Row[] {
  const { alerts, queue, logs } = GROUPS;
  const names = jobNames(FULL, 'flight-delays');
  const others = jobNames(FULL, 'foreign');
  const prod = arns({ ...FULL, name: 'prod' });
  const failed = all.rule(names.failed);
  const alarm = all.alarm(names.deadLetterAlarm);
  const restart = all.rule(names.again);
  const tasks = all.rule(sharedNames(FULL).taskEvents);
  const stream = (name: string): string =>
    `${all.logGroup(taskEventsLogGroup({ ...FULL, name }))}:log-stream:0123`;
  const jobs = `${all.logStreams('flight-delays').slice(0, -1)}log-stream:run/job/0123`;
  return [
    // Any rule: EventBridge names none to a topic.
    ask(alerts, 'events', 'events', 'sns:Publish', all.topic, failed, true),
    ask(alerts, 'events', 'events', 'sns:Subscribe', all.topic, failed, false),
    ask(alerts, 'events', 'lambda', 'sns:Publish', all.topic, failed, false),
    ...asService(alerts, 'cloudwatch', 'sns:Publish', all.topic, alarm, [
      prod.alarm(jobNames({ ...FULL, name: 'prod' }, 'flight-delays').deadLetterAlarm),
    ]),
    ...asService(
      queue,
      'RestartsThatFailed',
      'sqs:SendMessage',
      all.queue('flight-delays'),
      restart,
      [failed, all.rule(others.again)],
    ),
    ask(
      queue,
      'RestartsThatFailed',
      'events',
      'sqs:ReceiveMessage',
      all.queue('flight-delays'),
      restart,
      false,
    ),
    ask(
      queue,
      'RestartsThatFailed',
      'sns',
      'sqs:SendMessage',
      all.queue('flight-delays'),
      restart,
      false,
    ),
    ...(['events', 'delivery.logs'] as const).flatMap((service) => [
      ask(logs, 'OpenStream', service, 'logs:CreateLogStream', stream('test'), tasks, true),
      ask(logs, 'OpenStream', service, 'logs:CreateLogStream', jobs, tasks, false),
      ask(logs, 'WriteEvents', service, 'logs:PutLogEvents', stream('test'), tasks, true),
      ask(logs, 'WriteEvents', service, 'logs:PutLogEvents', jobs, tasks, false),
      ask(
        logs,
        'WriteEvents',
        service,
        'logs:PutLogEvents',
        stream('test'),
        all.rule('theirs'),
        false,
      ),
      ask(logs, 'WriteEvents', service, 'logs:PutLogEvents', stream('test'), foreign(tasks), false),
      ask(logs, 'WriteEvents', service, 'logs:DeleteLogStream', stream('test'), tasks, false),
    ]),
  ];
}

const GROUPS = {
  alerts: 'the topic of alerts',
  queue: 'the queue of starts that failed',
  logs: "task events in the account's logs",
} as const;

const foreign = (source: string): string => source.replace(`:${FULL.account}:`, `:${STRANGER}:`);

/** The right source, and wrong ones of this account and of another. */
function asService(
  group: string,
  about: string,
  action: string,
  resource: string,
  source: string,
  wrong: readonly string[],
): Row[] {
  const service = about === 'cloudwatch' ? 'cloudwatch' : 'events';
  const asked = (from: string, allowed: boolean, account?: string): Row =>
    ask(group, about, service, action, resource, from, allowed, account);
  return [
    asked(source, true),
    asked(foreign(source), false),
    asked(source, false, STRANGER),
    ...wrong.map((one) => asked(one, false)),
  ];
}

function ask(
  group: string,
  about: string,
  service: string,
  action: string,
  resource: string,
  source: string,
  allowed: boolean,
  account: string = FULL.account,
): Row {
  const context = { 'aws:SourceAccount': account, 'aws:SourceArn': source };
  return row(group, { service: `${service}.amazonaws.com` }, [
    `${about}, as ${service}`,
    action,
    resource,
    allowed,
    context,
  ]);
}
