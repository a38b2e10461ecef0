/** ECS' task events: which of them a rule takes, and where all of them are kept. */
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { Construct } from 'constructs';
import { arns, sharedNames, taskEventsLogGroup } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';

/**
 * What ends a run that isn't the run's own doing. A start that failed is among them: on Spot it is
 * mostly a lack of capacity, and AWS promises no wording of the reason that a rule could hold on to.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const INTERRUPTIONS = [
  'SpotInterruption',
  'TaskFailedToStart',
  'TerminationNotice',
] as const;

const ALL = { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] } as const;

/**
 * Event pattern of a job's stopped tasks.
 *
 * A stop first arrives with lastStatus RUNNING, hence STOPPED. The family and not only the group
 * tells the job: the restarts of a job `x` are in group `x-again`, and so is the job `x-again`.
 */
export function stoppedTasks(
  environment: Environment,
  job: string,
  detail: Readonly<Record<string, unknown>>,
) {
  const all = arns(environment);
  return {
    ...ALL,
    detail: {
      clusterArn: [all.cluster],
      taskDefinitionArn: [{ prefix: `${all.familyNewest(job)}:` }],
      lastStatus: ['STOPPED'],
      ...detail,
    },
  };
}

/**
 * Keeps the events of all tasks: ECS forgets a stopped task after an hour, and one that never
 * started left no log. What lets EventBridge write there is a policy of the whole account, made
 * once (see `taskEventsLogGroup`).
 */
export class TaskEvents extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { environment }: { readonly environment: Environment },
  ) {
    super(scope, id);
    const all = arns(environment);
    const { taskEvents } = sharedNames(environment);
    const name = taskEventsLogGroup(environment);
    const logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name,
      retentionInDays: environment.logs.retentionDays,
    });
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: taskEvents,
      description: `Keeps the task events of ${environment.name}`,
      eventPattern: JSON.stringify({ ...ALL, detail: { clusterArn: [all.cluster] } }),
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: taskEvents,
      targetId: 'log-group',
      arn: all.logGroup(name),
      dependsOn: [rule, logGroup],
    });
  }
}
