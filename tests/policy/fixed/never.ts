/** What must never be, whatever statements there are. */
import {
  arns,
  bucketArn,
  bucketNames,
  jobNames,
  stateBucket,
} from '../../../environments/model/names.ts';
import { type Row, row, type Short } from '../call.ts';
import { FULL, HUB, SECRET } from '../full-environment.ts';
import { AGAIN, BUILD, EXECUTION, JOB, PIPELINE, ROLES, SCHEDULER, START } from './roles.ts';

const [here, prodBuckets] = [bucketNames(FULL), bucketNames({ ...FULL, name: 'prod' })];
const [all, prod, hub] = [arns(FULL), arns({ ...FULL, name: 'prod' }), arns(HUB)];

const INPUT = `${bucketArn(here.input)}/incoming/a.csv`;
const STATE = `${bucketArn(stateBucket(FULL))}/state/test`;
const API_KEY = `${SECRET}:api-AbCdEf`;

type Asked = readonly [role: string, ...Short];

/** By role. */
export function neverRows(): Row[] {
  return [...ofJobs(), ...ofStarters(), ...ofBuilds()].map(([role, what, ...rest]) =>
    row('never', { role }, [`${role} on ${what}`, ...rest]),
  );
}

function ofJobs(): Asked[] {
  const inCluster = { 'ecs:cluster': all.cluster };
  const theirs = `${bucketArn(here.output)}/foreign/a.csv`;
  const report = `${bucketArn(here.runs)}/foreign/run/report.json`;
  return [
    [JOB, "another job's output", 's3:GetObject', theirs, false],
    [JOB, "another job's output", 's3:PutObject', theirs, false],
    [JOB, "another job's report", 's3:PutObject', report, false],
    [JOB, "another job's input", 's3:GetObject', 'arn:aws:s3:::partner/raw/a.csv', false],
    [
      JOB,
      "another environment's input",
      's3:GetObject',
      `${bucketArn(prodBuckets.input)}/incoming/a.csv`,
      false,
    ],
    [
      JOB,
      "another environment's output",
      's3:PutObject',
      `${bucketArn(prodBuckets.output)}/delays/a.csv`,
      false,
    ],
    [JOB, 'its own secret', 'secretsmanager:GetSecretValue', API_KEY, false],
    [JOB, 'a new run', 'ecs:RunTask', `${all.familyNewest('flight-delays')}:7`, false, inCluster],
    [JOB, 'the alerts', 'sns:Publish', all.topic, false],
    [EXECUTION, 'data', 's3:GetObject', INPUT, false],
    [
      'test/jobs/foreign/execution-role',
      "another job's secret",
      'secretsmanager:GetSecretValue',
      API_KEY,
      false,
    ],
    ...ROLES.map((role) => [role, 'the Terraform state', 's3:GetObject', STATE, false] as const),
  ];
}

/** Of what starts runs: other runs, and anything beside runs. */
function ofStarters(): Asked[] {
  const inCluster = { 'ecs:cluster': all.cluster };
  const passed = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  const otherTask = all.role(jobNames(FULL, 'foreign').taskRole);
  return [SCHEDULER, AGAIN].flatMap((role): Asked[] => [
    [
      role,
      "another job's family",
      'ecs:RunTask',
      `${all.familyNewest('foreign')}:7`,
      false,
      inCluster,
    ],
    [
      role,
      "another environment's family",
      'ecs:RunTask',
      `${prod.familyNewest('flight-delays')}:7`,
      false,
      { 'ecs:cluster': prod.cluster },
    ],
    [role, "another job's role", 'iam:PassRole', otherTask, false, passed],
    [role, 'data', 's3:GetObject', INPUT, false],
    [role, 'a build', 'codebuild:StartBuild', all.project, false],
  ]);
}

/** Of what builds images: data, secrets, runs, and the builds of others. */
function ofBuilds(): Asked[] {
  const family = `${all.familyNewest('flight-delays')}:7`;
  const inCluster = { 'ecs:cluster': all.cluster };
  return [
    ...[START, PIPELINE, BUILD].flatMap((role): Asked[] => [
      [role, 'data', 's3:GetObject', INPUT, false],
      [role, 'data', 's3:PutObject', `${bucketArn(here.output)}/delays/a.csv`, false],
      [role, 'secrets', 'secretsmanager:GetSecretValue', API_KEY, false],
      [role, 'a run', 'ecs:RunTask', family, false, inCluster],
    ]),
    [
      START,
      "another environment's pipeline",
      'codepipeline:StartPipelineExecution',
      hub.pipeline,
      false,
    ],
    [START, 'a build past the pipeline', 'codebuild:StartBuild', all.project, false],
    [PIPELINE, "another environment's project", 'codebuild:StartBuild', hub.project, false],
    [PIPELINE, 'images past the build', 'ecr:PutImage', all.repository, false],
    [BUILD, 'a build of its own', 'codebuild:StartBuild', all.project, false],
    [BUILD, 'the mirror', 'codecommit:GitPush', all.mirror, false],
    [BUILD, "another environment's images", 'ecr:PutImage', hub.repository, false],
    [
      'hub/pipeline/build-role',
      "another environment's images",
      'ecr:PutImage',
      all.repository,
      false,
    ],
  ];
}
