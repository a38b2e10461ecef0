import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { CodecommitRepository } from '@cdktf/provider-aws/lib/codecommit-repository/index.js';
import type { CodepipelineTrigger } from '@cdktf/provider-aws/lib/codepipeline/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { BUILT_FROM } from '../environments/model/fixed.ts';
import { arns, pipelineNames } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';
import { ServiceRole, type Statement } from './identity.ts';

/** Name of the pipeline's action that reads the source; triggers name it too. */
export const SOURCE_ACTION = 'Source';

/** Where the pipeline reads job logic from, and what starts it. */
export interface Source {
  readonly provider: 'CodeCommit' | 'CodeStarSourceConnection';
  readonly configuration: Readonly<Record<string, string>>;
  /** The pipeline's own trigger, for sources that AWS lets it have one for. */
  readonly trigger?: CodepipelineTrigger[];
  /** What the pipeline's role needs to read it. */
  readonly statements: readonly Statement[];
  /** What the role needs beside writing artefacts into the bucket. */
  readonly objectActions: readonly string[];
  /** What must be there before the pipeline first runs, which it does when it is made. */
  readonly ready: readonly ITerraformDependable[];
}

/** The source that the environment's file names. */
export function makeSource(scope: Construct, id: string, environment: Environment): Source {
  const source = environment.pipeline?.source;
  if (source?.kind !== 'github') return new Mirror(scope, id, environment);
  const { repository = '', connection = '', branch } = source;
  return connected({ repository, connection, branch });
}

/**
 * A repository that a workflow pushes to: no token of the other side is needed, and none is kept
 * here. It has no default branch, since it is empty when it is made.
 */
class Mirror extends Construct implements Source {
  readonly provider = 'CodeCommit';
  readonly configuration: Source['configuration'];
  readonly statements: readonly Statement[];
  readonly objectActions = [];
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const names = pipelineNames(environment);
    const all = arns(environment);
    const branch = environment.pipeline?.source.branch ?? '';
    const repository = new CodecommitRepository(this, 'repository', {
      repositoryName: names.mirror,
      description: 'Mirror of the repository that holds the job logic: pushed to by a workflow',
    });
    const role = new ServiceRole(this, 'start-role', {
      name: names.startRole,
      environment,
      description: 'Starts the pipeline when the mirror has moved',
      service: 'events.amazonaws.com',
      condition: {
        StringEquals: {
          'aws:SourceAccount': environment.account,
          'aws:SourceArn': all.startRule,
        },
      },
      statements: [
        {
          Sid: 'StartPipeline',
          Effect: 'Allow',
          Action: 'codepipeline:StartPipelineExecution',
          Resource: all.pipeline,
        },
      ],
    });
    const rule = new CloudwatchEventRule(this, 'start-rule', {
      name: names.startRule,
      description: `A push to ${branch} starts the pipeline`,
      eventPattern: JSON.stringify({
        source: ['aws.codecommit'],
        'detail-type': ['CodeCommit Repository State Change'],
        resources: [all.mirror],
        detail: {
          event: ['referenceCreated', 'referenceUpdated'],
          referenceType: ['branch'],
          referenceName: [branch],
        },
      }),
    });
    const target = new CloudwatchEventTarget(this, 'start', {
      rule: names.startRule,
      targetId: 'pipeline',
      arn: all.pipeline,
      roleArn: all.role(names.startRole),
      dependsOn: [rule, ...role.parts],
    });
    this.configuration = {
      RepositoryName: names.mirror,
      BranchName: branch,
      // The rule starts it at once, and polling would cost.
      PollForSourceChanges: 'false',
    };
    this.statements = [
      {
        Sid: 'ReadMirror',
        Effect: 'Allow',
        Action: [
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:UploadArchive',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:CancelUploadArchive',
        ],
        Resource: all.mirror,
      },
    ];
    this.ready = [repository, target];
  }
}

/** A repository elsewhere, read by a connection that somebody made and confirmed in a browser. */
function connected(source: {
  readonly repository: string;
  readonly connection: string;
  readonly branch: string;
}): Source {
  const { repository, connection, branch } = source;
  // AWS gives connections two service names, and demands the one of the ARN.
  const service = connection.split(':')[2] ?? '';
  return {
    provider: 'CodeStarSourceConnection',
    configuration: {
      ConnectionArn: connection,
      FullRepositoryId: repository,
      BranchName: branch,
      OutputArtifactFormat: 'CODE_ZIP',
      // The trigger below does it by path; both would start it twice.
      DetectChanges: 'false',
    },
    trigger: [
      {
        providerType: 'CodeStarSourceConnection',
        gitConfiguration: {
          sourceActionName: SOURCE_ACTION,
          push: [{ branches: { includes: [branch] }, filePaths: { includes: [...BUILT_FROM] } }],
        },
      },
    ],
    statements: [
      {
        Sid: 'ReadConnection',
        Effect: 'Allow',
        Action: `${service}:UseConnection`,
        Resource: connection,
        Condition: {
          // Calls that ask how an upload goes name neither.
          StringEqualsIfExists: {
            [`${service}:FullRepositoryId`]: repository,
            [`${service}:BranchName`]: branch,
          },
        },
      },
    ],
    // It hands the archive to the bucket's owner, though that is the same account.
    objectActions: ['s3:PutObjectAcl'],
    ready: [],
  };
}
