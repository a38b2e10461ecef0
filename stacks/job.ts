import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule/index.js';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { seconds } from '../environments/model/duration.ts';
import { FREE_STORAGE_GIB } from '../environments/model/fixed.ts';
import { dataBuckets, inputOf, outputOf } from '../environments/model/location.ts';
import { arns, jobNames, logGroupName } from '../environments/model/names.ts';
import type { Environment, Job as JobConfiguration } from '../environments/model/schema.ts';
import { executionStatements } from './execution-policy.ts';
import { ServiceRole, type Statement, schedulerStatements } from './identity.ts';
import { Again } from './job/again.ts';
import { container } from './job/container.ts';
import { flexibleWindow, runTaskInput } from './job/schedule.ts';
import { Alarms } from './monitoring/alarms.ts';
import type { Alerts } from './monitoring/alerts.ts';
import { FailureNotice } from './monitoring/notice.ts';
import type { TaskNetwork } from './network.ts';
import { taskStatements } from './task-policy.ts';

/** Scheduler's own limit of attempts; `retryWindow` is what ends them. */
const START_ATTEMPTS = 185;
/** Days that a start which failed for good waits to be looked at: SQS' longest. */
const DEAD_LETTER_SECONDS = 14 * 86_400;
/** A schedule needs an expression even if it is disabled. */
const NEVER = 'rate(1 day)';

/** One job and what it stands on. */
export interface JobProps {
  readonly environment: Environment;
  readonly job: JobConfiguration;
  /** What extensions allow it, beside its `permissions`. */
  readonly granted: readonly Statement[];
  readonly network: TaskNetwork;
  /**
   * Who hears of failed runs.
   *
   * @default - nobody
   */
  readonly alerts?: Alerts | undefined;
  /** What must be there before a task can start. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * One job: its log, its role, its task definition, and the schedule that starts it by the
 * universal target `ecs:runTask`, with a dead-letter queue for starts that failed for good.
 */
export class Job extends Construct {
  constructor(scope: Construct, props: JobProps) {
    const { environment, job } = props;
    super(scope, job.name);
    const names = jobNames(environment, job.name);
    const all = arns(environment);
    const taskRoleArns = [all.role(names.executionRole), all.role(names.taskRole)];

    const logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: logGroupName(environment, job.name),
      retentionInDays: environment.logs.retentionDays,
    });
    const executionRole = new ServiceRole(this, 'execution-role', {
      name: names.executionRole,
      environment,
      description: `Starts tasks of the job ${job.name}: pulls the image, reads secrets, writes the log`,
      // No condition: AWS documents one for the roles of tasks, not for the one that starts them.
      service: 'ecs-tasks.amazonaws.com',
      statements: executionStatements({
        repositoryArn: arns(environment.registry ?? environment).repository,
        logStreamArn: all.logStreams(job.name),
        secrets: Object.values(job.secrets),
      }),
    });
    const taskRole = new ServiceRole(this, 'task-role', {
      name: names.taskRole,
      environment,
      description: `What the job ${job.name} may do`,
      service: 'ecs-tasks.amazonaws.com',
      // AWS takes no single cluster here.
      condition: {
        ArnLike: { 'aws:SourceArn': all.anyOfEcs },
        StringEquals: { 'aws:SourceAccount': environment.account },
      },
      statements: [
        ...taskStatements({
          job: job.name,
          input: inputOf(environment, job),
          output: outputOf(environment, job),
          runsBucket: dataBuckets(environment).runs,
          permissions: job.permissions,
        }),
        ...props.granted,
      ],
    });
    const taskDefinition = new EcsTaskDefinition(this, 'task-definition', {
      family: names.family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(job.cpu),
      memory: String(job.memory),
      // Fargate refuses a block that asks for just what is free.
      ...(job.ephemeralStorageGiB > FREE_STORAGE_GIB && {
        ephemeralStorage: { sizeInGib: job.ephemeralStorageGiB },
      }),
      runtimePlatform: {
        operatingSystemFamily: 'LINUX',
        cpuArchitecture: job.architecture.toUpperCase(),
      },
      executionRoleArn: all.role(names.executionRole),
      taskRoleArn: all.role(names.taskRole),
      volume: [{ name: 'tmp', configureAtLaunch: false }],
      containerDefinitions: JSON.stringify([container(props)]),
      // A revision that is deregistered starts no task, and Terraform would deregister the
      // old one before anything knows the new one.
      skipDestroy: true,
      dependsOn: [logGroup, ...executionRole.parts, ...taskRole.parts, ...props.dependsOn],
    });
    const queue = new SqsQueue(this, 'dead-letters', {
      name: names.family,
      messageRetentionSeconds: DEAD_LETTER_SECONDS,
      sqsManagedSseEnabled: true,
    });
    // A group of its own gives each job its own free AWS/Scheduler metrics.
    const group = new SchedulerScheduleGroup(this, 'schedule-group', { name: names.family });
    const schedulerRole = new ServiceRole(this, 'scheduler-role', {
      name: names.schedulerRole,
      environment,
      description: `Starts the job ${job.name}`,
      service: 'scheduler.amazonaws.com',
      condition: {
        StringEquals: {
          'aws:SourceAccount': environment.account,
          'aws:SourceArn': all.scheduleGroup(job.name),
        },
      },
      statements: schedulerStatements({
        familyArn: all.family(job.name),
        clusterArn: all.cluster,
        passedRoleArns: taskRoleArns,
        queueArn: all.queue(job.name),
        taskArns: all.tasks,
      }),
    });
    const scheduled = job.schedule !== 'none';
    const ready = [taskDefinition, queue];
    new SchedulerSchedule(this, 'schedule', {
      name: job.name,
      groupName: names.family,
      scheduleExpression: scheduled ? job.schedule : NEVER,
      scheduleExpressionTimezone: job.timezone,
      // Disabled rather than absent: a run by hand starts what is deployed here.
      state: scheduled && !job.paused ? 'ENABLED' : 'DISABLED',
      flexibleTimeWindow: flexibleWindow(job),
      target: {
        arn: 'arn:aws:scheduler:::aws-sdk:ecs:runTask',
        roleArn: all.role(names.schedulerRole),
        input: JSON.stringify(runTaskInput(props)),
        retryPolicy: {
          maximumEventAgeInSeconds: seconds(job.retryWindow),
          maximumRetryAttempts: START_ATTEMPTS,
        },
        deadLetterConfig: { arn: all.queue(job.name) },
      },
      dependsOn: [group, ...ready, ...schedulerRole.parts, ...props.network.ready],
    });
    if (job.spot) new Again(this, 'again', { ...props, ready, queueUrl: queue.url });
    if (props.alerts) {
      const told = { environment, job, dependsOn: props.alerts.ready };
      new FailureNotice(this, 'failure-notice', told);
      new Alarms(this, 'alarms', told);
    }
  }
}
