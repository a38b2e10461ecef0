import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { boundaryStatements } from '../environments/model/boundary.ts';
import { matches } from '../scripts/emulator/events/pattern.ts';
import { PUSH } from '../tests/support/aws-events.ts';
import { environmentOf } from '../tests/support/environment.ts';
import { configurationOf } from './app.ts';

// biome-ignore lint/suspicious/noExplicitAny: a configuration is any JSON
type Json = any;

const CONNECTION = 'arn:aws:codeconnections:eu-central-1:123456789012:connection/x';
const MIRROR = 'pipeline: { source: { kind: codecommit } }\n';
const GITHUB = `pipeline: { source: { kind: github, repository: owner/name, branch: release, connection: "${CONNECTION}" } }\n`;

const synth = (yaml: string): Json => configurationOf(environmentOf(yaml))['resource'];

/** The statements of a role below `pipeline`. */
const statements = (resource: Json, role: string): Json[] =>
  JSON.parse(resource.aws_iam_role_policy[`pipeline_${role}_policy`].policy).Statement;

const trust = (resource: Json, role: string): Json =>
  JSON.parse(resource.aws_iam_role[`pipeline_${role}_role`].assume_role_policy).Statement[0];

describe('a pipeline', () => {
  const resource = synth(MIRROR);
  const pipeline: Json = resource.aws_codepipeline.pipeline_pipeline;
  const project: Json = resource.aws_codebuild_project.pipeline_project;

  test('is there only if the file says so', () => {
    const plain = synth('');
    const others = Object.values(plain).flatMap((named) => Object.keys(named as Json));

    expect(others.filter((name) => name.startsWith('pipeline'))).toEqual([]);
  });

  test('reads, then builds, the newest push alone', () => {
    expect(pipeline).toMatchObject({
      name: 'nightshift-test',
      pipeline_type: 'V2',
      execution_mode: 'SUPERSEDED',
      artifact_store: [
        { type: 'S3', location: 'nightshift-test-builds-123456789012-eu-central-1' },
      ],
      stage: [
        { action: [{ provider: 'CodeCommit', output_artifacts: ['source'] }] },
        {
          action: [
            {
              provider: 'CodeBuild',
              input_artifacts: ['source'],
              configuration: { ProjectName: 'nightshift-test-image' },
            },
          ],
        },
      ],
    });
  });

  test.each([
    ['arm64', 'ARM_CONTAINER', /aarch64/],
    ['x86_64', 'LINUX_CONTAINER', /x86_64/],
  ])('builds for %s on a machine of that kind', (architecture, type, image) => {
    const { aws_codebuild_project: projects } = synth(
      `${MIRROR}jobs: { flight-delays: { architecture: ${architecture} } }\n`,
    );

    expect(projects.pipeline_project.environment).toMatchObject({
      type,
      image: expect.stringMatching(image),
      compute_type: 'BUILD_GENERAL1_SMALL',
      privileged_mode: true,
    });
  });

  test('builds one at a time, ends what hangs, and logs where the retention is set', () => {
    const group = '/aws/codebuild/nightshift-test-image';

    expect(project).toMatchObject({
      build_timeout: 30,
      concurrent_build_limit: 1,
      logs_config: { cloudwatch_logs: { group_name: group } },
    });
    expect(resource.aws_cloudwatch_log_group['pipeline_log-group']).toMatchObject({
      name: group,
      retention_in_days: 30,
    });
  });

  test('gives the build what its script asks for, and nothing else', () => {
    const script = readFileSync(join(import.meta.dirname, '../job/build-image.sh'), 'utf8');
    const asked = [...script.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name);
    const given = project.environment.environment_variable.map(({ name }: Json) => name);

    // CodeBuild sets the one itself.
    expect(asked.filter((name) => name !== 'CODEBUILD_RESOLVED_SOURCE_VERSION').sort()).toEqual(
      given,
    );
  });

  test('follows a buildspec of one phase, since a later one runs after a failure too', () => {
    const { buildspec } = project.source;
    const spec = parse(readFileSync(join(import.meta.dirname, '..', buildspec), 'utf8'));

    expect(spec).toEqual({
      version: 0.2,
      phases: { build: { commands: ['bash job/build-image.sh'] } },
    });
  });

  test('hands the source on in a bucket that forgets, and goes with what is in it', () => {
    const part = (type: string, name: string): Json =>
      resource[`aws_s3_bucket${type}`][`pipeline_artifacts_${name}`];

    expect(part('', 'bucket')).toMatchObject({ force_destroy: true });
    expect(part('', 'bucket')).not.toHaveProperty('lifecycle');
    expect(part('_lifecycle_configuration', 'lifecycle').rule).toMatchObject([
      { status: 'Enabled', expiration: [{ days: 7 }] },
    ]);
    expect(part('_public_access_block', 'public-access-block')).toMatchObject({
      block_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(JSON.parse(part('_policy', 'policy').policy).Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  test('is trusted with its roles by what AWS documents', () => {
    const account = { 'aws:SourceAccount': '123456789012' };
    const prefix = 'arn:aws:codebuild:eu-central-1:123456789012:project';

    expect(trust(resource, 'build-role')).toMatchObject({
      Principal: { Service: 'codebuild.amazonaws.com' },
      Condition: {
        StringEquals: { ...account, 'aws:SourceArn': `${prefix}/nightshift-test-image` },
      },
    });
    expect(trust(resource, 'source_start-role')).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: {
        StringEquals: {
          ...account,
          'aws:SourceArn': 'arn:aws:events:eu-central-1:123456789012:rule/nightshift-test-source',
        },
      },
    });
    expect(trust(resource, 'role')).not.toHaveProperty('Condition');
  });

  test('has a build that pushes to its two repositories and reaches no data', () => {
    const ecr = 'arn:aws:ecr:eu-central-1:123456789012:repository';
    const [push] = statements(resource, 'build-role').filter(({ Sid }) => Sid === 'PushImages');
    const all = JSON.stringify(statements(resource, 'build-role'));

    expect(push.Resource).toEqual([`${ecr}/nightshift-test`, `${ecr}/nightshift-test/cache`]);
    expect(all.match(/arn:aws:s3:::[^"/]*/g)?.every((arn) => arn.includes('-test-builds-'))).toBe(
      true,
    );
  });

  test.each([
    ['a mirror', MIRROR],
    ['GitHub', GITHUB],
  ])('with %s gets no star for a resource but for the login', (_, yaml) => {
    const policies = synth(yaml).aws_iam_role_policy;
    const stars = Object.keys(policies)
      .filter((name) => name.startsWith('pipeline_'))
      .flatMap((name) => JSON.parse(policies[name].policy).Statement as Json[])
      .filter(({ Resource }) => [Resource].flat().includes('*'));

    expect(stars.map(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken']);
  });

  test.each([
    ['a mirror', MIRROR, ['build-role', 'role', 'source_start-role']],
    ['GitHub', GITHUB, ['build-role', 'role']],
  ])('with %s has roles whose every action is within the boundary', (_, yaml, roles) => {
    const denied = boundaryStatements(environmentOf(yaml))
      // What is denied to jobs alone, and on other resources than the pipeline's.
      .filter(
        ({ Effect, Condition, Resource }) => Effect === 'Deny' && !Condition && Resource === '*',
      )
      .flatMap(({ Action = [] }) => Action)
      .map((glob) => new RegExp(`^${glob.replaceAll('*', '.*')}$`, 'i'));
    const actions = roles
      .flatMap((role) => statements(synth(yaml), role))
      .flatMap(({ Action }) => [Action].flat() as string[]);

    expect(actions.length).toBeGreaterThan(10);
    expect(actions.filter((action) => denied.some((glob) => glob.test(action)))).toEqual([]);
  });
});

describe('a mirror', () => {
  const resource = synth('pipeline: { source: { kind: codecommit, branch: feature/x } }\n');
  const pattern = JSON.parse(
    resource.aws_cloudwatch_event_rule['pipeline_source_start-rule'].event_pattern,
  );
  const event = { ...PUSH, detail: { ...PUSH.detail, referenceName: 'feature/x' } };

  test.each<[string, Json, boolean]>([
    ['a push to its branch', {}, true],
    ['the first push to it', { event: 'referenceCreated' }, true],
    ['its end', { event: 'referenceDeleted' }, false],
    ['a push to another branch', { referenceName: 'main' }, false],
    ['a tag of that name', { referenceType: 'tag' }, false],
  ])('starts the pipeline by %s: %p', (_, detail, starts) => {
    expect(matches(pattern, { ...event, detail: { ...event.detail, ...detail } })).toBe(starts);
  });

  test('of another environment does not', () => {
    expect(matches(pattern, { ...event, resources: [`${event.resources[0]}-two`] })).toBe(false);
  });

  test('is not polled, and has no default branch while it is empty', () => {
    const { action } = resource.aws_codepipeline.pipeline_pipeline.stage[0];
    const { pipeline_source_repository: repository } = resource.aws_codecommit_repository;

    expect(action[0].configuration).toEqual({
      RepositoryName: 'nightshift-test',
      BranchName: 'feature/x',
      PollForSourceChanges: 'false',
    });
    expect(repository).not.toHaveProperty('default_branch');
    expect(resource.aws_codepipeline.pipeline_pipeline).not.toHaveProperty('trigger');
  });
});

describe('a connection to GitHub', () => {
  const resource = synth(GITHUB);
  const { trigger, stage } = resource.aws_codepipeline.pipeline_pipeline;

  test('starts the pipeline once, by pushes that touch what an image is made from', () => {
    expect(stage[0].action[0]).toMatchObject({
      provider: 'CodeStarSourceConnection',
      configuration: { FullRepositoryId: 'owner/name', DetectChanges: 'false' },
    });
    expect(trigger).toEqual([
      {
        provider_type: 'CodeStarSourceConnection',
        git_configuration: {
          source_action_name: stage[0].action[0].name,
          push: [
            {
              branches: { includes: ['release'] },
              file_paths: { includes: expect.arrayContaining(['job/**', 'package-lock.json']) },
            },
          ],
        },
      },
    ]);
    // What CodePipeline takes at most.
    expect(trigger[0].git_configuration.push[0].file_paths.includes.length).toBeLessThanOrEqual(8);
  });

  test('makes nothing of its own, and keeps no token', () => {
    expect(resource).not.toHaveProperty('aws_codecommit_repository');
    expect(Object.keys(resource.aws_cloudwatch_event_rule)).toEqual(['monitoring_rule']);
  });

  test.each(['codeconnections', 'codestar-connections'])(
    'may be used under the name %s for its one repository and branch',
    (service) => {
      const yaml = GITHUB.replace('codeconnections', service);
      const [use] = statements(synth(yaml), 'role').filter(({ Sid }) => Sid === 'ReadConnection');

      expect(use).toEqual({
        Sid: 'ReadConnection',
        Effect: 'Allow',
        Action: `${service}:UseConnection`,
        Resource: CONNECTION.replace('codeconnections', service),
        Condition: {
          StringEqualsIfExists: {
            [`${service}:FullRepositoryId`]: 'owner/name',
            [`${service}:BranchName`]: 'release',
          },
        },
      });
    },
  );
});
