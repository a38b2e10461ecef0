import { describe, expect, test } from '@jest/globals';
import { TerraformStack } from 'cdktf';
import { RootConstruct } from 'constructs';
import { matches } from '../scripts/emulator/events/pattern.ts';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';
import { EventLogPolicy } from './monitoring/event-log-policy.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const synth = (yaml = ''): Json => (configurationOf(environmentOf(yaml)) as Json).resource;
const ALERTS = 'alerts: { emails: [a.b@example.com, a-b@example.com] }\n';

describe('an environment that names nobody', () => {
  const resource = synth();

  test('keeps its task events all the same', () => {
    expect(resource.aws_cloudwatch_log_group['monitoring_log-group']).toMatchObject({
      name: '/aws/events/nightshift/test',
      retention_in_days: 30,
    });
    const pattern = JSON.parse(resource.aws_cloudwatch_event_rule.monitoring_rule.event_pattern);
    const event = (cluster: string): Json => ({
      source: 'aws.ecs',
      'detail-type': 'ECS Task State Change',
      detail: { clusterArn: `arn:aws:ecs:eu-central-1:123456789012:cluster/${cluster}` },
    });
    expect(matches(pattern, event('nightshift-test'))).toBe(true);
    expect(matches(pattern, event('nightshift-prod'))).toBe(false);
    expect(resource.aws_cloudwatch_event_target.monitoring_target.arn).toBe(
      'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/nightshift/test',
    );
  });

  test('has no topic, alarm or budget', () => {
    for (const kind of ['aws_sns_topic', 'aws_cloudwatch_metric_alarm', 'aws_budgets_budget'])
      expect(resource).not.toHaveProperty(kind);
  });
});

describe('alerts', () => {
  const resource = synth(ALERTS);

  test('come from the alarms of this environment, and from EventBridge, which takes no condition', () => {
    const { Statement } = JSON.parse(resource.aws_sns_topic_policy.alerts_policy.policy);
    const from = (service: string): Json => ({
      Sid: service,
      Effect: 'Allow',
      Principal: { Service: `${service}.amazonaws.com` },
      Action: 'sns:Publish',
      Resource: 'arn:aws:sns:eu-central-1:123456789012:nightshift-test-alerts',
    });
    const alarms = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:nightshift-test-*';
    expect(Statement).toEqual([
      from('events'),
      {
        ...from('cloudwatch'),
        Condition: {
          ArnLike: { 'aws:SourceArn': alarms },
          StringEquals: { 'aws:SourceAccount': '123456789012' },
        },
      },
    ]);
  });

  test('have a subscription an address, which stays when another goes', () => {
    const [both, one] = [resource, synth('alerts: { emails: [a-b@example.com] }\n')].map(
      ({ aws_sns_topic_subscription }) => Object.keys(aws_sns_topic_subscription),
    );
    expect(both).toHaveLength(2);
    expect(both).toContain(one?.[0]);
  });

  test('tell of failed builds where there are builds, but not of what is known to be the first run of a new pipeline', () => {
    expect(resource.aws_cloudwatch_event_rule).not.toHaveProperty('alerts_build-failed');
    const built = synth(`${ALERTS}pipeline: { source: { kind: codecommit, branch: main } }\n`);
    const pattern = JSON.parse(
      built.aws_cloudwatch_event_rule['alerts_build-failed'].event_pattern,
    );
    const event = (detail: Json): Json => ({
      source: 'aws.codepipeline',
      'detail-type': 'CodePipeline Pipeline Execution State Change',
      detail: { pipeline: 'nightshift-test', state: 'FAILED', ...detail },
    });
    const by = (type: string): Json => ({ 'execution-trigger': { 'trigger-type': type } });
    expect(matches(pattern, event({}))).toBe(true);
    expect(matches(pattern, event(by('CloudWatchEvent')))).toBe(true);
    expect(matches(pattern, event(by('CreatePipeline')))).toBe(false);
    expect(matches(pattern, event({ state: 'SUCCEEDED' }))).toBe(false);
    expect(matches(pattern, event({ pipeline: 'nightshift-prod' }))).toBe(false);
  });
});

test('EventBridge may write the events of all environments of a project, in one policy of the account', () => {
  const stack = new TerraformStack(new RootConstruct(), 'bootstrap');
  new EventLogPolicy(stack, 'event-log-policy', { place: environmentOf() });
  stack.prepareStack();
  const resources = Object.values((stack.toTerraform() as Json).resource);
  const [{ policy_name, policy_document }] = Object.values(resources[0] as Json) as Json[];

  expect(policy_name).toBe('nightshift-events');
  const group = 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/nightshift/*:*';
  const rules = 'arn:aws:events:eu-central-1:123456789012:rule/nightshift-*';
  expect(JSON.parse(policy_document).Statement).toMatchObject([
    { Action: 'logs:CreateLogStream', Resource: group },
    {
      Action: 'logs:PutLogEvents',
      Resource: group,
      Condition: { ArnLike: { 'aws:SourceArn': rules } },
    },
  ]);
});

describe('alarms', () => {
  const alarms = (yaml: string): Json =>
    synth(`${ALERTS}monitoring: { deadLetterAlarm: true, missedRunAlarm: true }\n${yaml}`)
      .aws_cloudwatch_metric_alarm;

  test('look at the queue and the schedule group of each job', () => {
    const {
      'jobs_flight-delays_alarms_dead-letters': dead,
      'jobs_flight-delays_alarms_missed-run': missed,
    } = alarms('');
    const told = ['arn:aws:sns:eu-central-1:123456789012:nightshift-test-alerts'];
    expect(dead).toMatchObject({
      namespace: 'AWS/SQS',
      metric_name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'nightshift-test-flight-delays' },
      alarm_actions: told,
      treat_missing_data: 'notBreaching',
    });
    expect(missed).toMatchObject({
      namespace: 'AWS/Scheduler',
      metric_name: 'InvocationAttemptCount',
      dimensions: { ScheduleGroup: 'nightshift-test-flight-delays' },
      alarm_actions: told,
      // A day, the retry window, an hour for clocks.
      period: 3600,
      evaluation_periods: 26,
      treat_missing_data: 'breaching',
    });
  });

  test.each(['schedule: none', 'paused: true', 'schedule: cron(0 3 1 * ? *)'])(
    'of missed runs are not there with %s',
    (yaml) => {
      expect(Object.keys(alarms(`jobs: { flight-delays: { ${yaml} } }\n`))).toEqual([
        'jobs_flight-delays_alarms_dead-letters',
      ]);
    },
  );
});

test('event targets have ids of our own: put once more after a state was lost, they replace themselves', () => {
  const { aws_cloudwatch_event_target: targets } = synth(
    `${ALERTS}pipeline: { source: { kind: codecommit } }\njobs: { flight-delays: { spot: true } }\n`,
  );
  const ids = Object.entries<Json>(targets).map(([name, { target_id }]) => [name, target_id]);
  expect(Object.fromEntries(ids)).toEqual({
    'alerts_build-failed-target': 'topic',
    'jobs_flight-delays_again_target': 'cluster',
    'jobs_flight-delays_failure-notice_target': 'topic',
    monitoring_target: 'log-group',
    pipeline_source_start: 'pipeline',
  });
});

test('a budget counts what bears the tag of the environment, and mails in time', () => {
  const { budget_monthly: budget } = synth(
    `${ALERTS}budget: { monthlyUsd: 20.5 }\n`,
  ).aws_budgets_budget;
  const subscriber_email_addresses = ['a.b@example.com', 'a-b@example.com'];
  expect(budget).toMatchObject({
    name: 'nightshift-test',
    limit_amount: '20.5',
    limit_unit: 'USD',
    time_unit: 'MONTHLY',
    cost_filter: [{ name: 'TagKeyValue', values: ['user:environment$test'] }],
    notification: [
      { notification_type: 'FORECASTED', threshold: 80, subscriber_email_addresses },
      { notification_type: 'ACTUAL', threshold: 100, subscriber_email_addresses },
    ],
  });
});
