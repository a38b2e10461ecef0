/** What the stacks make, against what can be adopted. */
import { describe, expect, test } from '@jest/globals';
import { configurationOf } from '../../stacks/app.ts';
import { environmentOf } from '../../tests/support/environment.ts';
import { NAMED, PARTS, TAGGED, TASK_DEFINITION } from './kinds.ts';

/**
 * Kinds that need no adoption: AWS takes the same call once more and nothing is made twice (a
 * `Put`, a `Set`, a subscription). Each is part of what is adopted.
 */
const REPEATABLE: ReadonlySet<string> = new Set([
  'aws_cloudwatch_event_target',
  'aws_cloudwatch_log_resource_policy',
  'aws_ecs_cluster_capacity_providers',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  'aws_s3_bucket_notification',
  'aws_sns_topic_policy',
  'aws_sns_topic_subscription',
  'aws_sqs_queue_policy',
]);

type Resources = Record<string, Record<string, { tags?: Record<string, string> }>>;

const BASE = [
  'alerts: { emails: [batch@example.com] }',
  'monitoring: { deadLetterAlarm: true, missedRunAlarm: true }',
  'budget: { monthlyUsd: 20 }',
];
const codecommit = 'pipeline: { source: { kind: codecommit, branch: main } }';
const github =
  'pipeline: { source: { kind: github, branch: main, repository: a/b, connection: "arn:aws:codeconnections:eu-central-1:123456789012:connection/1" } }';
const existing =
  'network: { mode: existing, vpcId: vpc-0123456789abcdef0, subnetIds: [subnet-0123456789abcdef0], securityGroupIds: [sg-0123456789abcdef0] }';

const environments: [string, string][] = [
  ['public, codecommit', `network: { mode: public }\n${codecommit}`],
  ['endpoints, github', `network: { mode: endpoints }\n${github}`],
  ['nat', 'network: { mode: nat }'],
  ['existing', existing],
];

describe.each(environments)('an environment with every feature: %s', (_, yaml) => {
  const environment = environmentOf([...BASE, yaml, ''].join('\n'));
  const { resource } = configurationOf(environment) as { resource: Resources };

  test('is made of kinds that can be adopted, or made once more', () => {
    const known = { ...NAMED, ...TAGGED, ...PARTS, [TASK_DEFINITION]: true };
    const unknown = Object.keys(resource).filter(
      (type) => !(type in known) && !REPEATABLE.has(type),
    );

    expect(unknown).toEqual([]);
  });

  test('names each thing that AWS names, once among its kind', () => {
    const names = Object.entries(resource).flatMap(([type, named]) => {
      const kind = TAGGED[type];
      return kind === undefined
        ? []
        : Object.values(named).map(({ tags }) => `${kind} ${tags?.['Name']}`);
    });

    expect(names.filter((name) => name.endsWith(' undefined'))).toEqual([]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
