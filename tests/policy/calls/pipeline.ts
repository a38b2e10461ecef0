/** What the roles are asked that build images. */
import { arns, bucketArn, bucketNames, pipelineNames } from '../../../environments/model/names.ts';
import type { Environment } from '../../../environments/model/schema.ts';
import { actsFor, type Cases, can, elsewhere, HTTP, type RoleCases } from '../call.ts';

/** Of the rule that starts the pipeline when the mirror has moved. */
export function start(environment: Environment): RoleCases {
  const all = arns(environment);
  return {
    service: 'events.amazonaws.com',
    proves: actsFor(environment, all.startRule, elsewhere(environment).startRule),
    statements: {
      StartPipeline: can(
        'codepipeline:StartPipelineExecution',
        all.pipeline,
        {},
        { resource: elsewhere(environment).pipeline },
        { action: 'codepipeline:UpdatePipeline' },
      ),
    },
  };
}

/** Of the pipeline. */
export function pipeline(environment: Environment): RoleCases {
  const all = arns(environment);
  return {
    service: 'codepipeline.amazonaws.com',
    // AWS documents nothing that CodePipeline proves.
    proves: {},
    statements: {
      ...reading(environment),
      IdentifyBucket: identifying(environment),
      HandOnSource: can(
        's3:PutObject',
        archive(environment),
        {},
        { resource: `${bucketArn(bucketNames(environment).input)}/incoming/a.csv` },
        { resource: archive({ ...environment, name: 'other' }) },
        { action: 's3:DeleteObject' },
        HTTP,
      ),
      Build: can(
        'codebuild:StartBuild',
        all.project,
        {},
        { resource: elsewhere(environment).project },
        { action: 'codebuild:UpdateProject' },
      ),
    },
  };
}

/** Of a source of either kind. */
function reading(environment: Environment): Cases {
  const source = environment.pipeline?.source;
  const { mirror } = arns(environment);
  if (source?.kind !== 'github') {
    return {
      ReadMirror: can(
        'codecommit:UploadArchive',
        mirror,
        {},
        { resource: elsewhere(environment).mirror },
        { action: 'codecommit:GitPush' },
      ),
    };
  }
  const { connection = '', repository = '', branch } = source;
  const service = connection.split(':')[2] ?? '';
  const context = {
    [`${service}:FullRepositoryId`]: repository,
    [`${service}:BranchName`]: branch,
  };
  const others = Object.keys(context).map((name) => ({ context: { ...context, [name]: 'other' } }));
  return {
    ReadConnection: can(
      `${service}:UseConnection`,
      connection,
      context,
      ...others,
      { resource: `${connection}0` },
      { action: `${service}:PassConnection` },
    ),
  };
}

/** Of the build. */
export function build(environment: Environment): RoleCases {
  const all = arns(environment);
  return {
    service: 'codebuild.amazonaws.com',
    proves: actsFor(environment, all.project, elsewhere(environment).project),
    statements: {
      IdentifyBucket: identifying(environment),
      ReadSource: can(
        's3:GetObject',
        archive(environment),
        {},
        { resource: archive({ ...environment, name: 'other' }) },
        { action: 's3:PutObject' },
        HTTP,
      ),
      RegistryLogin: can('ecr:GetAuthorizationToken', '*', {}, { action: 'ecr:CreateRepository' }),
      PushImages: can(
        'ecr:PutImage',
        all.repository,
        {},
        { resource: elsewhere(environment).repository },
        { action: 'ecr:BatchDeleteImage' },
        { action: 'ecr:SetRepositoryPolicy' },
      ),
      WriteLogs: can(
        'logs:PutLogEvents',
        `${all.buildLogStreams.slice(0, -1)}log-stream:0123`,
        {},
        { resource: `${all.logStreams('flight-delays').slice(0, -1)}log-stream:run/job/0123` },
        { action: 'logs:GetLogEvents' },
      ),
    },
  };
}

const artifacts = (environment: Environment): string =>
  bucketArn(pipelineNames(environment).artifacts);
const archive = (environment: Environment): string => `${artifacts(environment)}/source/0123.zip`;

const identifying = (environment: Environment) =>
  can(
    's3:GetBucketLocation',
    artifacts(environment),
    {},
    { resource: bucketArn(bucketNames(environment).input) },
    { action: 's3:ListBucket' },
    HTTP,
  );
