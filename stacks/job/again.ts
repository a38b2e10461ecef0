import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { seconds } from '../../environments/model/duration.ts';
import { arns, jobNames, taskGroups } from '../../environments/model/names.ts';
import { CONTAINER_NAME, EXIT } from '../../job/contract.ts';
import { policyDocument, ServiceRole, startStatements } from '../identity.ts';
import type { JobProps } from '../job.ts';
import { INTERRUPTIONS, stoppedTasks } from '../monitoring/task-events.ts';

/** EventBridge's own limit of attempts; `retryWindow` is what ends them. */
const START_ATTEMPTS = 185;

/** A job on Spot capacity, and what must be there before it can start. */
export interface AgainProps extends JobProps {
  readonly ready: readonly ITerraformDependable[];
  /** URL of the queue for starts that failed for good. */
  readonly queueUrl: string;
}

/**
 * Starts an interrupted Spot run once more, on on-demand capacity, as the same run: the event
 * carries its overrides, and with them its scheduled time. The restart is in a task group of its
 * own, which the rule doesn't match, so that there is never a third (docs/adr/0013).
 */
export class Again extends Construct {
  constructor(scope: Construct, id: string, props: AgainProps) {
    super(scope, id);
    const { environment, job, network, ready, queueUrl } = props;
    const { again, executionRole, taskRole } = jobNames(environment, job.name);
    const all = arns(environment);
    const from = { 'aws:SourceAccount': environment.account, 'aws:SourceArn': all.rule(again) };
    const role = new ServiceRole(this, 'role', {
      name: again,
      environment,
      description: `Starts an interrupted run of ${job.name} once more`,
      service: 'events.amazonaws.com',
      condition: { StringEquals: from },
      statements: startStatements({
        familyArn: all.family(job.name),
        clusterArn: all.cluster,
        passedRoleArns: [all.role(executionRole), all.role(taskRole)],
        taskArns: all.tasks,
      }),
    });
    const queuePolicy = new SqsQueuePolicy(this, 'queue-policy', {
      queueUrl,
      policy: policyDocument([
        {
          Sid: 'RestartsThatFailed',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: all.queue(job.name),
          Condition: { StringEquals: from },
        },
      ]),
    });
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: again,
      description: `Interrupted Spot runs of ${job.name}`,
      eventPattern: JSON.stringify(
        stoppedTasks(environment, job.name, {
          group: [taskGroups(job.name).first],
          stopCode: INTERRUPTIONS,
          // What ended well in its last two minutes has no need of it.
          containers: {
            name: [CONTAINER_NAME],
            exitCode: [{ exists: false }, { 'anything-but': [EXIT.done, EXIT.nothingToDo] }],
          },
        }),
      ),
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: again,
      // Of our own: put once more, after a state was lost, it replaces itself and starts nothing twice.
      targetId: 'cluster',
      arn: all.cluster,
      roleArn: all.role(again),
      ecsTarget: {
        // Without a revision: the newest starts.
        taskDefinitionArn: all.familyNewest(job.name),
        taskCount: 1,
        launchType: 'FARGATE',
        group: taskGroups(job.name).again,
        propagateTags: 'TASK_DEFINITION',
        networkConfiguration: {
          subnets: [...network.subnetIds],
          securityGroups: [...network.securityGroupIds],
          assignPublicIp: network.assignPublicIp,
        },
      },
      inputTransformer: {
        inputPaths: { overrides: '$.detail.overrides.containerOverrides' },
        // Text, not Terraform's encoding, which would write `<` as `\u003c`.
        inputTemplate: '{"containerOverrides": <overrides>}',
      },
      retryPolicy: {
        maximumEventAgeInSeconds: seconds(job.retryWindow),
        maximumRetryAttempts: START_ATTEMPTS,
      },
      deadLetterConfig: { arn: all.queue(job.name) },
      dependsOn: [rule, queuePolicy, ...role.parts, ...ready, ...network.ready],
    });
  }
}
