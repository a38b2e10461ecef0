import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { CodebuildProject } from '@cdktf/provider-aws/lib/codebuild-project/index.js';
import { Codepipeline } from '@cdktf/provider-aws/lib/codepipeline/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { builtFor } from '../environments/model/image.ts';
import {
  arns,
  bucketArn,
  pipelineNames,
  repositoryUri,
  sharedNames,
} from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { ArtifactBucket } from './artifacts.ts';
import { ServiceRole, type Statement } from './identity.ts';
import { BuildCache } from './registry.ts';
import { makeSource, SOURCE_ACTION, type Source } from './source.ts';

/** Minutes until a build is ended: one that takes longer hangs. */
const BUILD_MINUTES = 30;
/** Minutes that a build waits for a machine. */
const QUEUED_MINUTES = 60;
/** How the pipeline's actions call what the one hands to the other. */
const ARTIFACT = 'source';

/** A machine of its own kind for each processor: nothing is emulated, and ARM is cheaper. */
const MACHINES = {
  arm64: { type: 'ARM_CONTAINER', image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0' },
  x86_64: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0' },
} as const;

/** What builds the images of an environment. */
export interface PipelineProps {
  readonly environment: Environment;
  /** What must be there before an image can be pushed. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * From a push of job logic to an image that bears its commit and the channel tag: a source, a
 * build, a role each. Runs when it is made too, which fails while the source is empty.
 */
export class Pipeline extends Construct {
  constructor(scope: Construct, id: string, { environment, dependsOn }: PipelineProps) {
    super(scope, id);
    const names = pipelineNames(environment);
    const all = arns(environment);

    const source = makeSource(this, 'source', environment);
    const cache = new BuildCache(this, 'cache', { repository: names.cache });
    const artifacts = new ArtifactBucket(this, 'artifacts', { bucket: names.artifacts });
    const logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: names.logGroup,
      retentionInDays: environment.logs.retentionDays,
    });
    const buildRole = new ServiceRole(this, 'build-role', {
      name: names.buildRole,
      environment,
      description: 'Builds images and pushes them',
      service: 'codebuild.amazonaws.com',
      condition: {
        StringEquals: { 'aws:SourceAccount': environment.account, 'aws:SourceArn': all.project },
      },
      statements: buildStatements(environment),
    });
    const project = new CodebuildProject(this, 'project', {
      ...projectSettings(environment),
      dependsOn: [...cache.parts, logGroup, ...buildRole.parts, ...dependsOn],
    });
    const role = new ServiceRole(this, 'role', {
      name: names.pipelineRole,
      environment,
      description: 'Reads the source and starts builds',
      // No condition: AWS documents none for CodePipeline, and roles pass no account's border.
      service: 'codepipeline.amazonaws.com',
      statements: pipelineStatements(environment, source),
    });
    new Codepipeline(this, 'pipeline', {
      name: names.pipeline,
      pipelineType: 'V2',
      // One that waits gives way to a newer one: the channel is to name the newest commit, in the
      // order of commits, and builds of those in between cost without ever being run.
      executionMode: 'SUPERSEDED',
      roleArn: all.role(names.pipelineRole),
      artifactStore: [{ type: 'S3', location: names.artifacts }],
      stage: [
        {
          name: 'Source',
          action: [
            {
              name: SOURCE_ACTION,
              category: 'Source',
              owner: 'AWS',
              provider: source.provider,
              version: '1',
              configuration: source.configuration,
              outputArtifacts: [ARTIFACT],
            },
          ],
        },
        {
          name: 'Build',
          action: [
            {
              name: 'Image',
              category: 'Build',
              owner: 'AWS',
              provider: 'CodeBuild',
              version: '1',
              configuration: { ProjectName: names.project },
              inputArtifacts: [ARTIFACT],
            },
          ],
        },
      ],
      ...(source.trigger && { trigger: source.trigger }),
      dependsOn: [artifacts.bucket, project, ...role.parts, ...source.ready],
    });
  }
}

function projectSettings(environment: Environment) {
  const names = pipelineNames(environment);
  const variables = {
    CACHE: repositoryUri(environment, names.cache),
    CHANNEL: environment.image.track,
    IMAGE: repositoryUri(environment, sharedNames(environment).repository),
  };
  return {
    name: names.project,
    description: 'Builds the image of a commit, and moves the channel tag to it',
    serviceRole: arns(environment).role(names.buildRole),
    buildTimeout: BUILD_MINUTES,
    queuedTimeout: QUEUED_MINUTES,
    // Two at once would race for the tags.
    concurrentBuildLimit: 1,
    source: { type: 'CODEPIPELINE', buildspec: 'job/buildspec.yml' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      ...MACHINES[builtFor(environment)],
      computeType: 'BUILD_GENERAL1_SMALL',
      // Docker needs it to run in a container.
      privilegedMode: true,
      environmentVariable: Object.entries(variables).map(([name, value]) => ({ name, value })),
    },
    logsConfig: { cloudwatchLogs: { groupName: names.logGroup } },
  };
}

/** What the pipeline may do: read its source, hand it on, start the one project. */
function pipelineStatements(environment: Environment, source: Source): Statement[] {
  const bucket = bucketArn(pipelineNames(environment).artifacts);
  return [
    ...source.statements,
    identifyBucket(bucket),
    {
      Sid: 'HandOnSource',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', ...source.objectActions],
      Resource: `${bucket}/*`,
    },
    {
      Sid: 'Build',
      Effect: 'Allow',
      Action: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
      Resource: arns(environment).project,
    },
  ];
}

/** What a build may do: read the source, push to the two repositories, write its log. */
function buildStatements(environment: Environment): Statement[] {
  const all = arns(environment);
  const bucket = bucketArn(pipelineNames(environment).artifacts);
  return [
    identifyBucket(bucket),
    {
      Sid: 'ReadSource',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: `${bucket}/*`,
    },
    {
      Sid: 'RegistryLogin',
      Effect: 'Allow',
      Action: 'ecr:GetAuthorizationToken',
      // AWS offers no resource level for it: the token is the account's.
      Resource: '*',
    },
    {
      Sid: 'PushImages',
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      Resource: [all.repository, all.cache],
    },
    {
      Sid: 'WriteLogs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: all.buildLogStreams,
    },
  ];
}

/** What both ask a bucket before they trust it. */
function identifyBucket(bucket: string): Statement {
  return {
    Sid: 'IdentifyBucket',
    Effect: 'Allow',
    Action: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
    Resource: bucket,
  };
}
