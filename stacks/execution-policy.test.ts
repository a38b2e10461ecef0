import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-central-1:123456789012:parameter/team/token';

const { resource }: Json = configurationOf(
  environmentOf(
    [
      'jobs:',
      '  flight-delays:',
      '    secrets:',
      `      TOKEN: "${PARAMETER}"`,
      `      PASSWORD: "${SECRET}:password::"`,
      `      API_KEY: "${SECRET}:key:AWSPREVIOUS:"`,
      '  other: { input: x/, output: y/ }',
      '',
    ].join('\n'),
  ),
);
const definition = (job: string): Json =>
  resource.aws_ecs_task_definition[`jobs_${job}_task-definition`];
const reads = (job: string): Json[] =>
  JSON.parse(resource.aws_iam_role_policy[`jobs_${job}_execution-role_policy`].policy)
    .Statement.slice(3)
    .map(({ Action, Resource }: Json) => [Action, Resource]);

describe('secrets of a job', () => {
  test('reach its container by name, in the order in which AWS gives them back', () => {
    const [container] = JSON.parse(definition('flight-delays').container_definitions);

    expect(container.secrets).toEqual([
      { name: 'API_KEY', valueFrom: `${SECRET}:key:AWSPREVIOUS:` },
      { name: 'PASSWORD', valueFrom: `${SECRET}:password::` },
      { name: 'TOKEN', valueFrom: PARAMETER },
    ]);
  });

  test('are read by the agent of that job: the secret once, without its key and stage', () => {
    expect(reads('flight-delays')).toEqual([
      ['secretsmanager:GetSecretValue', [SECRET]],
      ['ssm:GetParameters', [PARAMETER]],
    ]);
  });

  test('are closed to the agent of another job', () => {
    expect(reads('other')).toEqual([]);
    expect(JSON.parse(definition('other').container_definitions)[0]).not.toHaveProperty('secrets');
    expect(definition('other').execution_role_arn).not.toBe(
      definition('flight-delays').execution_role_arn,
    );
  });
});
