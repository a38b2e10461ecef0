import { describe, expect, test } from '@jest/globals';
import { complete } from '../environments/model/schema.ts';
import { environmentOf, settingsOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const synth = (yaml: string): Json => configurationOf(environmentOf(yaml))['resource'];
const rulesOf = (policy: Json): Json[] => JSON.parse(policy.policy).rules;

describe('a registry', () => {
  const { aws_ecr_repository: repositories, aws_ecr_lifecycle_policy: policies } = synth(
    'image: { track: release }\n',
  );

  test('scans what is pushed', () => {
    expect(repositories.image_repository).toMatchObject({
      name: 'nightshift-test',
      image_tag_mutability: 'MUTABLE',
      image_scanning_configuration: { scan_on_push: true },
    });
  });

  test.each([
    ['an old image that an environment pins', ['a'.repeat(40), 'pin-prod'], 9999],
    ['the image that runs start with', ['a'.repeat(40), 'release'], 9999],
    ['any other commit', ['a'.repeat(40)], 10],
    ['a channel of former times', ['main'], 10],
  ])('counts %s to its own kind', (_, tags, most) => {
    // ECR: the first rule whose patterns all match a tag of the image is the only one that may
    // expire it.
    const like = (glob: string, tag: string): boolean =>
      new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(tag);
    const rule = rulesOf(policies.image_lifecycle).find(
      ({ selection }) =>
        selection.tagStatus === 'tagged' &&
        selection.tagPatternList.every((glob: string) => tags.some((tag) => like(glob, tag))),
    );

    expect(rule.selection).toMatchObject({ countType: 'imageCountMoreThan', countNumber: most });
  });

  test('has rules in the order that ECR demands: untagged images last', () => {
    const rules = rulesOf(policies.image_lifecycle);

    expect(rules.map(({ rulePriority }) => rulePriority)).toEqual([1, 2, 3, 4]);
    expect(rules.at(-1)).toMatchObject({ selection: { tagStatus: 'untagged', countNumber: 7 } });
  });

  test('keeps layers apart, and them for a day', () => {
    const built = synth('pipeline: { source: { kind: codecommit } }\n');

    expect(built.aws_ecr_repository.pipeline_cache_repository).toMatchObject({
      name: 'nightshift-test/cache',
      force_delete: true,
    });
    expect(rulesOf(built.aws_ecr_lifecycle_policy.pipeline_cache_lifecycle)).toMatchObject([
      { selection: { tagStatus: 'untagged', countNumber: 1 } },
    ]);
  });
});

describe('images from another environment', () => {
  const builder = settingsOf('pipeline: { source: { kind: codecommit } }\n');
  const puller = (over: object) => ({ ...settingsOf('image: { from: dev }\n'), ...over });
  const resources = (name: string, all: Record<string, ReturnType<typeof settingsOf>>): Json => {
    const neighbours = new Map(Object.entries(all));
    const settings = neighbours.get(name);
    if (!settings) throw new Error(name);
    return configurationOf(complete(name, settings, neighbours))['resource'];
  };
  const abroad = puller({ account: '210987654321', region: 'us-east-1' });

  test('are pulled from there, and nothing is kept here', () => {
    const own = resources('prod', { dev: builder, prod: abroad });
    const [container] = JSON.parse(
      own.aws_ecs_task_definition['jobs_flight-delays_task-definition'].container_definitions,
    );
    const statements: Json[] = JSON.parse(
      own.aws_iam_role_policy['jobs_flight-delays_execution-role_policy'].policy,
    ).Statement;

    expect(own).not.toHaveProperty('aws_ecr_repository');
    expect(container.image).toBe(
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/nightshift-dev:main',
    );
    expect(statements.find(({ Sid }) => Sid === 'PullImage').Resource).toBe(
      'arn:aws:ecr:eu-central-1:123456789012:repository/nightshift-dev',
    );
  });

  test('are let out of the account to the roles that start tasks there', () => {
    const { aws_ecr_repository_policy: policies } = resources('dev', {
      dev: builder,
      prod: abroad,
      staging: puller({}),
    });

    expect(JSON.parse(policies.image_policy.policy).Statement).toEqual([
      {
        Sid: 'Pull0',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        Action: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:GetDownloadUrlForLayer',
        ],
        Condition: {
          ArnLike: {
            'aws:PrincipalArn':
              'arn:aws:iam::210987654321:role/nightshift/prod/nightshift-prod-*-execution',
          },
        },
      },
    ]);
  });

  test('need no leave of the repository within the account', () => {
    expect(resources('dev', { dev: builder, staging: puller({}) })).not.toHaveProperty(
      'aws_ecr_repository_policy',
    );
  });
});
