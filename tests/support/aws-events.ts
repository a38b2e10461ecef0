/** Events of AWS' that rules match: which fields they have. No SDK has a model of them, but of ECS'. */
import { Task$ } from '@aws-sdk/client-ecs';
import { hasMember } from './sdk-model.ts';

/** What every event has. */
const ENVELOPE = {
  version: '0',
  id: '01234567-0123-0123-0123-012345678901',
  account: '123456789012',
  time: '2026-11-23T03:15:00Z',
  region: 'eu-central-1',
} as const;

/**
 * A push to a mirror.
 *
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html#referenceUpdated
 */
export const PUSH = {
  ...ENVELOPE,
  'detail-type': 'CodeCommit Repository State Change',
  source: 'aws.codecommit',
  resources: ['arn:aws:codecommit:eu-central-1:123456789012:nightshift-test'],
  detail: {
    callerUserArn: 'arn:aws:sts::123456789012:assumed-role/mirror/run',
    commitId: '1111111111111111111111111111111111111111',
    oldCommitId: '2222222222222222222222222222222222222222',
    event: 'referenceUpdated',
    referenceFullName: 'refs/heads/main',
    referenceName: 'main',
    referenceType: 'branch',
    repositoryId: '12345678-1234-5678-abcd-12345678abcd',
    repositoryName: 'nightshift-test',
  },
} as const;

/**
 * The end of a pipeline's run. What triggered it stands in AWS' example of a start; in that of a
 * failure it doesn't.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html#detect-state-events-pipeline
 */
export const PIPELINE_RUN = {
  ...ENVELOPE,
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  source: 'aws.codepipeline',
  resources: ['arn:aws:codepipeline:eu-central-1:123456789012:nightshift-test'],
  detail: {
    pipeline: 'nightshift-test',
    'execution-id': '12345678-1234-5678-abcd-12345678abcd',
    'start-time': '2026-11-23T03:14:00.208Z',
    'execution-trigger': {
      'trigger-type': 'StartPipelineExecution',
      'trigger-detail': 'arn:aws:sts::123456789012:assumed-role/Admin/my-user',
    },
    state: 'FAILED',
    version: 1,
    'pipeline-execution-attempt': 1,
  },
} as const;

/**
 * A task's change of state: its detail is the task as the API shows it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
const TASK_STATE = {
  ...ENVELOPE,
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  resources: ['arn:aws:ecs:eu-central-1:123456789012:task/nightshift-test/0123'],
} as const;

type Path = readonly string[];

/** Whether an event has a field; undefined for an event that isn't known here. */
export function hasField(source: string, detailType: string, path: Path): boolean | undefined {
  const event = [PUSH, PIPELINE_RUN, TASK_STATE].find(
    (one) => one.source === source && one['detail-type'] === detailType,
  );
  if (!event) return undefined;
  const [first, ...rest] = path;
  if (event === TASK_STATE && first === 'detail') return hasMember(Task$, rest);
  return reaches(event, path);
}

function reaches(value: unknown, [first, ...rest]: Path): boolean {
  if (first === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return false;
  return reaches((value as Readonly<Record<string, unknown>>)[first], rest);
}
