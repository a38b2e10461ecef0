/**
 * Whether every name exists that a configuration hands to AWS as text or in a map, where neither
 * Terraform nor the emulator looks at it: a wrong one is refused, or does nothing, at night.
 */
import * as ecs from '@aws-sdk/client-ecs';
import { hasField } from './aws-events.ts';
import { memberOf, unknownMembers } from './sdk-model.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

/** By universal target: a new one has to be added. */
const CALLS: Readonly<Record<string, Json>> = {
  'arn:aws:scheduler:::aws-sdk:ecs:runTask': ecs.RunTaskRequest$,
};

/** What an action of a pipeline is told, by provider; an SDK has no model of it. */
const ACTIONS: Readonly<
  Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
  CodeCommit: {
    required: ['RepositoryName', 'BranchName'],
    optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
  },
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
  CodeStarSourceConnection: {
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    optional: ['OutputArtifactFormat', 'DetectChanges'],
  },
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
  CodeBuild: {
    required: ['ProjectName'],
    optional: [
      'PrimarySource',
      'BatchEnabled',
      'BuildspecOverride',
      'CombineArtifacts',
      'EnvironmentVariables',
    ],
  },
};

/** Names that AWS doesn't have, or misses, each with what it stands in. */
export function wrongNames(resource: Json): string[] {
  const named = (type: string, check: (values: Json) => string[]): string[] =>
    Object.entries<Json>(resource[type] ?? {}).flatMap(([name, values]) =>
      check(values).map((wrong) => `${type}.${name}: ${wrong}`),
    );
  const rules: Json[] = Object.values(resource.aws_cloudwatch_event_rule ?? {});
  return [
    ...named('aws_scheduler_schedule', inCall),
    ...named('aws_ecs_task_definition', inContainers),
    ...named('aws_cloudwatch_event_rule', inPattern),
    ...named('aws_cloudwatch_event_target', (target) =>
      inTransformer(
        target,
        rules.find(({ name }) => name === target.rule),
      ),
    ),
    ...named('aws_codepipeline', inActions),
  ];
}

function inCall({ target }: Json): string[] {
  const model = CALLS[target.arn];
  if (!model) throw new Error(`${target.arn}: add its model to tests/support/api-names.ts`);
  return unknownMembers(JSON.parse(target.input), model);
}

function inContainers({ container_definitions }: Json): string[] {
  const model = memberOf(ecs.RegisterTaskDefinitionRequest$, 'containerDefinitions');
  return unknownMembers(JSON.parse(container_definitions), model, 'api');
}

function inPattern({ event_pattern }: Json): string[] {
  const pattern = JSON.parse(event_pattern);
  return unknownFields(pattern, fieldsOf(pattern));
}

/** The paths into the event, and for ECS the call that the template makes. */
function inTransformer({ input_transformer, ecs_target }: Json, rule: Json): string[] {
  if (!input_transformer) return [];
  const { input_paths, input_template } = input_transformer;
  const paths = Object.values<string>(input_paths).map(stepsOf);
  const variables = [...input_template.matchAll(/<([a-z]+)>/g)].map(([, name]) => name);
  const overrides = memberOf(ecs.RunTaskRequest$, 'overrides');
  return [
    ...unknownFields(JSON.parse(rule.event_pattern), paths),
    ...variables.filter((name) => !(name in input_paths)),
    ...(ecs_target
      ? unknownMembers(JSON.parse(input_template.replaceAll(/<\w+>/g, '0')), overrides, 'api')
      : []),
  ];
}

function unknownFields(pattern: Json, paths: readonly (readonly string[])[]): string[] {
  const [source, type] = [pattern.source[0], pattern['detail-type'][0]];
  const wrong = paths.filter((path) => {
    const has = hasField(source, type, path);
    if (has === undefined)
      throw new Error(`${source}, ${type}: add this event to tests/support/aws-events.ts`);
    return !has;
  });
  return [...new Set(wrong.map((path) => path.join('.')))];
}

/** Paths of the fields that a pattern asks for; its lists hold values. */
function fieldsOf(pattern: Json): string[][] {
  return Object.entries<Json>(pattern).flatMap(([key, wanted]) => {
    if (key === '$or') return wanted.flatMap(fieldsOf);
    return Array.isArray(wanted) ? [[key]] : fieldsOf(wanted).map((path) => [key, ...path]);
  });
}

/** `$.detail.containers[0].exitCode` -> its steps, without the places in lists. */
function stepsOf(path: string): string[] {
  return path
    .replaceAll(/\[\d+\]/g, '')
    .split('.')
    .slice(1);
}

function inActions({ stage }: Json): string[] {
  return stage
    .flatMap(({ action }: Json) => action)
    .flatMap(({ provider, configuration }: Json) => {
      const known = ACTIONS[provider];
      if (!known) throw new Error(`${provider}: add it to tests/support/api-names.ts`);
      const given = Object.keys(configuration);
      const all = [...known.required, ...known.optional];
      return [
        ...given.filter((key) => !all.includes(key)),
        ...known.required.filter((key) => !given.includes(key)).map((key) => `no ${key}`),
      ].map((wrong) => `${provider} ${wrong}`);
    });
}
