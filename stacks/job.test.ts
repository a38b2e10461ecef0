/** A job's features beyond its plain run: see environment-stack.test.ts for that. */
import * as sdk from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { matches } from '../scripts/emulator/events/pattern.ts';
import { environmentOf } from '../tests/support/environment.ts';
import { memberOf, unknownMembers } from '../tests/support/sdk-model.ts';
import { configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const FAMILY =
  'arn:aws:ecs:eu-central-1:123456789012:task-definition/nightshift-test-flight-delays';

/** The resources of one job, by kind and name. */
function job(yaml: string, around = ''): Json {
  const { resource } = configurationOf(
    environmentOf(`${around}jobs: { flight-delays: { ${yaml} } }\n`),
  ) as Json;
  return (kind: string, name: string): Json => resource[kind]?.[`jobs_flight-delays_${name}`];
}
const containerOf = (resource: Json): Json =>
  JSON.parse(resource('aws_ecs_task_definition', 'task-definition').container_definitions)[0];

describe('a schedule', () => {
  test.each([
    ['', 'ENABLED', { mode: 'OFF' }],
    ['window: 15m', 'ENABLED', { mode: 'FLEXIBLE', maximum_window_in_minutes: 15 }],
    [
      'window: 2h, retryWindow: 30m',
      'ENABLED',
      { mode: 'FLEXIBLE', maximum_window_in_minutes: 120 },
    ],
    ['window: 0h', 'ENABLED', { mode: 'OFF' }],
    ['paused: true', 'DISABLED', { mode: 'OFF' }],
    ['paused: true, schedule: none', 'DISABLED', { mode: 'OFF' }],
  ])('with %s', (yaml, state, flexible_time_window) => {
    expect(job(yaml)('aws_scheduler_schedule', 'schedule')).toMatchObject({
      state,
      flexible_time_window,
    });
  });
});

describe('a timeout', () => {
  const timeoutOf = (container: Json): string | undefined =>
    container.environment.find(({ name }: Json) => name === 'NIGHTSHIFT_TIMEOUT')?.value;

  test.each([
    ['', '21600'],
    ['timeout: 45m', '2700'],
    ['timeout: none', undefined],
  ])('of %s is for the supervisor to keep', (yaml, seconds) => {
    const container = containerOf(job(yaml));

    expect(timeoutOf(container)).toBe(seconds);
    expect(container).toMatchObject({ command: ['flight-delays'] });
    expect(container).not.toHaveProperty('entryPoint');
  });

  test('of a command is kept by timeout, in the place of the image’s entry', () => {
    expect(containerOf(job('command: [python, main.py], timeout: 45m'))).toMatchObject({
      entryPoint: ['timeout'],
      command: ['-k', '60', '2700', 'python', 'main.py'],
      // Or the command would be process 1, which busybox' timeout can't kill.
      linuxParameters: { initProcessEnabled: true },
      stopTimeout: 120,
    });
  });

  test('of none leaves a command alone', () => {
    expect(containerOf(job('command: [./run], timeout: none'))).toMatchObject({
      entryPoint: ['./run'],
      command: [],
    });
  });
});

describe('a job on Spot', () => {
  const resource = job('spot: true, retryWindow: 30m');
  const rule = resource('aws_cloudwatch_event_rule', 'again_rule');
  const target = resource('aws_cloudwatch_event_target', 'again_target');

  test('asks for Spot capacity and, as ECS demands, for no launch type', () => {
    const input = JSON.parse(resource('aws_scheduler_schedule', 'schedule').target.input);

    expect(input.CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
    ]);
    expect(input).not.toHaveProperty('LaunchType');
    expect(unknownMembers(input, sdk.RunTaskRequest$)).toEqual([]);
  });

  test('is started once more on demand, in a group that the rule does not match', () => {
    expect(target).toMatchObject({
      arn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/nightshift-test',
      role_arn:
        'arn:aws:iam::123456789012:role/nightshift/test/nightshift-test-flight-delays-again',
      ecs_target: {
        group: 'flight-delays-again',
        launch_type: 'FARGATE',
        task_count: 1,
        propagate_tags: 'TASK_DEFINITION',
        task_definition_arn:
          'arn:aws:ecs:eu-central-1:123456789012:task-definition/nightshift-test-flight-delays',
      },
      retry_policy: { maximum_event_age_in_seconds: 1800 },
      dead_letter_config: {
        arn: 'arn:aws:sqs:eu-central-1:123456789012:nightshift-test-flight-delays',
      },
    });
    expect(target.ecs_target).not.toHaveProperty('capacity_provider_strategy');
  });

  test('hands on its overrides by names that RunTask has', () => {
    const { input_paths, input_template } = target.input_transformer;

    expect(input_paths).toEqual({ overrides: '$.detail.overrides.containerOverrides' });
    // A number in the place of the variable, to be JSON.
    const input = JSON.parse(input_template.replace('<overrides>', '0'));
    const overrides = memberOf(sdk.RunTaskRequest$, 'overrides');
    expect(Object.keys(input)).toEqual(['containerOverrides']);
    expect(unknownMembers(input, overrides, 'api')).toEqual([]);
    expect(unknownMembers({ containerOverride: 0 }, overrides, 'api')).toEqual([
      'containerOverride',
    ]);
  });

  test('is started again by a role that can start nothing else, for this rule alone', () => {
    const policy = resource('aws_iam_role_policy', 'again_role_policy').policy;
    const trust = resource('aws_iam_role', 'again_role_role').assume_role_policy;
    const queue = resource('aws_sqs_queue_policy', 'again_queue-policy').policy;
    const from = {
      StringEquals: {
        'aws:SourceAccount': '123456789012',
        'aws:SourceArn':
          'arn:aws:events:eu-central-1:123456789012:rule/nightshift-test-flight-delays-again',
      },
    };

    expect(JSON.parse(policy).Statement.map(({ Action }: Json) => Action)).toEqual([
      'ecs:RunTask',
      'ecs:TagResource',
      'iam:PassRole',
    ]);
    expect(JSON.parse(trust).Statement[0].Condition).toEqual(from);
    expect(JSON.parse(queue).Statement[0]).toMatchObject({
      Action: 'sqs:SendMessage',
      Condition: from,
    });
  });

  const again = (change: Json): boolean =>
    matches(JSON.parse(rule.event_pattern), stop({ stopCode: 'SpotInterruption', ...change }));

  test.each<[Json, boolean]>([
    [{}, true],
    [{ stopCode: 'TerminationNotice' }, true],
    [{ stopCode: 'TaskFailedToStart', containers: [{ name: 'job' }] }, true],
    [{ stopCode: 'UserInitiated' }, false],
    [{ stopCode: 'EssentialContainerExited' }, false],
    [{ group: 'flight-delays-again' }, false],
    // The same stop, still under way.
    [{ lastStatus: 'RUNNING' }, false],
    // It was done in its last two minutes.
    [{ containers: [{ name: 'job', exitCode: 0 }] }, false],
    [{ containers: [{ name: 'job', exitCode: 3 }] }, false],
    [{ containers: [{ name: 'job', exitCode: 137 }] }, true],
    [
      {
        containers: [
          { name: 'job', exitCode: 0 },
          { name: 'agent', exitCode: 137 },
        ],
      },
      false,
    ],
    // A job of that name has a family of its own.
    [{ taskDefinitionArn: `${FAMILY}-two:1` }, false],
    [{ clusterArn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/nightshift-prod' }, false],
  ])('after a stop with %j: %s', (change, expected) => {
    expect(again(change)).toBe(expected);
  });

  test('is not there without Spot', () => {
    expect(job('')('aws_cloudwatch_event_rule', 'again_rule')).toBeUndefined();
  });
});

describe('a failure notice', () => {
  const alerts = 'alerts: { emails: [a@example.com] }\n';
  const told = (yaml: string, change: Json): boolean =>
    matches(
      JSON.parse(
        job(yaml, alerts)('aws_cloudwatch_event_rule', 'failure-notice_rule').event_pattern,
      ),
      stop(change),
    );

  test.each<[Json, onDemand: boolean, spot: boolean]>([
    [{ containers: [{ name: 'job', exitCode: 0 }] }, false, false],
    [{ containers: [{ name: 'job', exitCode: 3 }] }, false, false],
    [{ containers: [{ name: 'job', exitCode: 75 }] }, false, false],
    [{ containers: [{ name: 'job', exitCode: 143 }], stopCode: 'UserInitiated' }, false, false],
    [{ containers: [{ name: 'job', exitCode: 1 }] }, true, true],
    [{ containers: [{ name: 'job', exitCode: 124 }] }, true, true],
    [{ containers: [{ name: 'job', exitCode: 137 }] }, true, true],
    [{ containers: [{ name: 'job' }], stopCode: 'TaskFailedToStart' }, true, false],
    [{ stopCode: 'SpotInterruption' }, true, false],
    [{ stopCode: 'SpotInterruption', group: 'flight-delays-again' }, true, true],
    [
      {
        containers: [{ name: 'job' }],
        stopCode: 'TaskFailedToStart',
        group: 'flight-delays-again',
      },
      true,
      true,
    ],
    [{ containers: [{ name: 'job', exitCode: 1 }], lastStatus: 'RUNNING' }, false, false],
    // An agent that an account's security puts beside the job.
    [
      {
        containers: [
          { name: 'job', exitCode: 0 },
          { name: 'agent', exitCode: 137 },
        ],
      },
      false,
      false,
    ],
  ])('of %j: on demand %s, on Spot %s', (change, onDemand, spot) => {
    expect(told('', change)).toBe(onDemand);
    expect(told('spot: true', change)).toBe(spot);
  });

  test('shows the lines that give more, as they would be valid', () => {
    const template = (yaml: string): string =>
      job(yaml, alerts)('aws_cloudwatch_event_target', 'failure-notice_target').input_transformer
        .input_template;

    expect(template('timeout: 45m')).toContain('{ flight-delays: { memory: 1024 } }');
    expect(template('memory: 2048')).toContain('{ flight-delays: { cpu: 512, memory: 3072 } }');
    expect(template('timeout: 90m')).toContain('{ flight-delays: { timeout: 3h } }');
    expect(template('timeout: none')).not.toContain('out of time');
    // Each line a string, which is what EventBridge takes.
    for (const line of template('').split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('goes to nobody where nobody is named', () => {
    expect(job('')('aws_cloudwatch_event_rule', 'failure-notice_rule')).toBeUndefined();
  });
});

/** A stopped task's event, as `taskEvent` makes it. */
function stop(detail: Json) {
  return {
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    detail: {
      clusterArn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/nightshift-test',
      taskDefinitionArn: `${FAMILY}:7`,
      group: 'flight-delays',
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      containers: [{ name: 'job', exitCode: 143 }],
      ...detail,
    },
  };
}
