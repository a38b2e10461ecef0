/** The life of a pipeline on the embedded AWS: made, fed from elsewhere, destroyed. */
import { CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { CodeCommitClient, ListRepositoriesCommand } from '@aws-sdk/client-codecommit';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  bucketNames,
  pipelineNames,
  sharedNames,
  stateBucket,
} from '../environments/model/names.ts';
import { connect } from '../scripts/aws/clients.ts';
import { applyCommand } from '../scripts/commands/apply.ts';
import { destroyCommand } from '../scripts/commands/destroy.ts';
import { planCommand } from '../scripts/commands/plan.ts';
import { startWorld, type TestWorld } from './support/world.ts';

const DEV = { name: 'dev', project: 'nightshift', account: '123456789012', region: 'eu-central-1' };
const NAMES = pipelineNames(DEV);
/** Kept by every environment. */
const { taskEvents: TASK_EVENTS } = sharedNames(DEV);
const MIRROR = 'pipeline: { source: { kind: codecommit } }\n';
const GITHUB =
  'pipeline: { source: { kind: github, repository: owner/name, connection: "arn:aws:codeconnections:eu-central-1:123456789012:connection/11111111-2222-3333-4444-555555555555" } }\n';

describe('a pipeline', () => {
  let world: TestWorld;
  const printed = (): string => world.terminal.printed.join('\n');

  async function applyThenPlan(): Promise<string> {
    await applyCommand(world.context, { environment: 'dev' });
    const applied = printed();
    world.terminal.printed.length = 0;
    await planCommand(world.context, { environment: 'dev' });
    expect(printed()).toMatch(/^plan of dev: no changes\b/);
    return applied;
  }

  /** Names of what the world holds of the kinds that a pipeline makes. */
  async function inventory() {
    const { ecr, s3 } = connect(DEV.region);
    const { pipelines = [] } = await new CodePipelineClient().send(new ListPipelinesCommand({}));
    const { projects = [] } = await new CodeBuildClient().send(new ListProjectsCommand({}));
    const mirrors = await new CodeCommitClient().send(new ListRepositoriesCommand({}));
    const { Rules = [] } = await new EventBridgeClient().send(new ListRulesCommand({}));
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    return {
      pipelines: pipelines.map(({ name }) => name),
      projects,
      mirrors: (mirrors.repositories ?? []).map(({ repositoryName }) => repositoryName),
      rules: Rules.map(({ Name }) => Name).sort(),
      repositories: repositories.map(({ repositoryName }) => repositoryName).sort(),
      buckets: Buckets.map(({ Name }) => Name).sort(),
    };
  }

  beforeAll(async () => {
    world = await startWorld();
    await world.edit('dev.yaml', /^/, MIRROR);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.terminal.printed.length = 0;
  });

  test('is made with its environment, fed by a mirror', async () => {
    await applyThenPlan();

    expect(await inventory()).toMatchObject({
      pipelines: [NAMES.pipeline],
      projects: [NAMES.project],
      mirrors: [NAMES.mirror],
      rules: [NAMES.startRule, TASK_EVENTS],
      repositories: ['nightshift-dev', NAMES.cache],
      buckets: expect.arrayContaining([NAMES.artifacts]),
    });
  });

  test('is fed by GitHub from then on, and the mirror is kept', async () => {
    await world.edit('dev.yaml', MIRROR, GITHUB);

    const applied = await applyThenPlan();

    expect(applied).toMatch(/^plan of dev: changes 2, replaces 0, destroys 4, forgets 1\./);
    expect(applied).toContain(`keeps source repository ${NAMES.mirror} with its content`);
    expect(await inventory()).toMatchObject({
      pipelines: [NAMES.pipeline],
      mirrors: [NAMES.mirror],
      rules: [TASK_EVENTS],
    });
  });

  test('is fed by that mirror once more', async () => {
    await world.edit('dev.yaml', GITHUB, MIRROR);

    expect(await applyThenPlan()).toMatch(/^plan of dev: creates 4, imports 1, changes 2, /);
    expect(await inventory()).toMatchObject({ mirrors: [NAMES.mirror] });
  });

  test('leaves the file, and takes along what it worked on, but neither mirror nor images', async () => {
    const { s3 } = connect(DEV.region);
    await s3.send(new PutObjectCommand({ Bucket: NAMES.artifacts, Key: 'x/source', Body: 'x' }));
    await world.edit('dev.yaml', MIRROR, '');

    const applied = await applyThenPlan();

    expect(applied).toContain(`keeps source repository ${NAMES.mirror} with its content`);
    expect(await inventory()).toMatchObject({
      pipelines: [],
      projects: [],
      mirrors: [NAMES.mirror],
      repositories: ['nightshift-dev'],
      buckets: [...Object.values(bucketNames(DEV)), stateBucket(DEV)].sort(),
    });
  });

  test('goes with its environment, and with what it kept', async () => {
    await world.edit('dev.yaml', /^/, MIRROR);
    await applyThenPlan();
    const { s3 } = connect(DEV.region);
    await s3.send(new PutObjectCommand({ Bucket: NAMES.artifacts, Key: 'x/source', Body: 'x' }));

    await destroyCommand(world.context, { environment: 'dev' });

    expect(await inventory()).toEqual({
      pipelines: [],
      projects: [],
      mirrors: [],
      rules: [],
      repositories: [],
      buckets: [...Object.values(bucketNames(DEV)), stateBucket(DEV)].sort(),
    });
  });
});
