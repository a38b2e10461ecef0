/** Every name in the text that schedules, rules, templates and actions hand to AWS exists there. */
import { TaskStopCode } from '@aws-sdk/client-ecs';
import { describe, expect, test } from '@jest/globals';
import { FULL, HUB, PARTS } from '../tests/policy/full-environment.ts';
import { wrongNames } from '../tests/support/api-names.ts';
import { configurationOf } from './app.ts';
import { INTERRUPTIONS } from './monitoring/task-events.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const resourceOf = (environment: typeof FULL): Json => configurationOf(environment)['resource'];

test.each(PARTS.map(({ environment }) => [environment.name, environment] as const))(
  'of %s',
  (_, environment) => {
    expect(wrongNames(resourceOf(environment))).toEqual([]);
  },
);

test('stop codes are those of ECS', () => {
  expect(Object.values(TaskStopCode)).toEqual(expect.arrayContaining([...INTERRUPTIONS]));
});

describe('a wrong one is found', () => {
  const [full, hub] = [resourceOf(FULL), resourceOf(HUB)];
  const job = 'jobs_flight-delays';
  /** As the configuration has it, but for one replacement in the text of a resource. */
  const changed = (resource: Json, type: string, name: string, from: string, to: string): Json => {
    const text = JSON.stringify(resource[type][name]);
    expect(text).toContain(from);
    return {
      ...resource,
      [type]: { ...resource[type], [name]: JSON.parse(text.replace(from, to)) },
    };
  };
  const schedule = ['aws_scheduler_schedule', `${job}_schedule`] as const;
  const container = ['aws_ecs_task_definition', `${job}_task-definition`] as const;
  const again = ['aws_cloudwatch_event_target', `${job}_again_target`] as const;
  const restart = ['aws_cloudwatch_event_rule', `${job}_again_rule`] as const;
  const notice = ['aws_cloudwatch_event_target', `${job}_failure-notice_target`] as const;
  const failure = ['aws_cloudwatch_event_rule', `${job}_failure-notice_rule`] as const;
  const push = ['aws_cloudwatch_event_rule', 'pipeline_source_start-rule'] as const;
  const build = ['aws_cloudwatch_event_rule', 'alerts_build-failed'] as const;
  const pipeline = ['aws_codepipeline', 'pipeline_pipeline'] as const;

  test.each([
    [schedule, 'CapacityProviderStrategy', 'capacityProviderStrategy'],
    [schedule, 'ContainerOverrides', 'ContainerOverride'],
    [container, 'readonlyRootFilesystem', 'readOnlyRootFilesystem'],
    [container, 'logDriver', 'driver'],
    [again, 'containerOverrides\\": <', 'containerOverride\\": <'],
    [again, '$.detail.overrides.containerOverrides', '$.detail.overrides.container'],
    [again, '<overrides>', '<override>'],
    [restart, 'lastStatus', 'status'],
    [failure, 'exitCode', 'exit'],
    [failure, 'stopCode', 'stoppedCode'],
    [notice, 'containers[0].reason', 'containers[0].why'],
    [notice, '<run>', '<job>'],
    [push, 'referenceName', 'branchName'],
    [build, 'execution-trigger', 'trigger'],
    [pipeline, 'PollForSourceChanges', 'Poll'],
    [pipeline, 'ProjectName', 'Project'],
  ] as const)('in %p: %s', ([type, name], from, to) => {
    const wrong = wrongNames(changed(full, type, name, from, to));

    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.every((one) => one.startsWith(`${type}.${name}: `))).toBe(true);
  });

  test('in a connection', () => {
    expect(wrongNames(changed(hub, ...pipeline, 'DetectChanges', 'PollForSourceChanges'))).toEqual([
      'aws_codepipeline.pipeline_pipeline: CodeStarSourceConnection PollForSourceChanges',
    ]);
  });
});
