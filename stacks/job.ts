import { createHash } from 'node:crypto';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule/index.js';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { seconds } from '../environments/model/duration.ts';
import { FREE_STORAGE_GIB } from '../environments/model/fixed.ts';
import { dataBuckets, inputOf, outputOf, showLocation } from '../environments/model/location.ts';
import { arns, imageName, jobNames, logGroupName } from '../environments/model/names.ts';
import type { Environment, Job as JobConfiguration } from '../environments/model/schema.ts';
import { CONTAINER_NAME, RUN_PLACEHOLDER, VARIABLES } from '../job/contract.ts';
import { executionStatements } from './execution-policy.ts';
import { ServiceRole, schedulerStatements } from './identity.ts';
import type { TaskNetwork } from './network.ts';
import { taskStatements } from './task-policy.ts';

/** Seconds between SIGTERM and SIGKILL, the most Fargate allows: time to store where a run stands. */
const STOP_TIMEOUT = 120;
/** Scheduler's own limit of attempts; `retryWindow` is what ends them. */
const START_ATTEMPTS = 185;
/** Days that a start which failed for good waits to be looked at: SQS' longest. */
const DEAD_LETTER_SECONDS = 14 * 86_400;
/** EventBridge Scheduler puts the time it meant in the place of this text. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
/** A schedule needs an expression even if it is disabled. */
const NEVER = 'rate(1 day)';

/** One job and what it stands on. */
export interface JobProps {
  readonly environment: Environment;
  readonly job: JobConfiguration;
  readonly network: TaskNetwork;
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
        repositoryArn: all.repository,
        logStreamArn: all.logStreams(job.name),
        secrets: Object.values(job.secrets),
      }),
    });
    const taskRole = new ServiceRole(this, 'task-role', {
      name: names.taskRole,
      environment,
      description: `What the job ${job.name} may do`,
      service: 'ecs-tasks.amazonaws.com',
      condition: { StringEquals: { 'aws:SourceAccount': environment.account } },
      statements: taskStatements({
        job: job.name,
        input: inputOf(environment, job),
        output: outputOf(environment, job),
        runsBucket: dataBuckets(environment).runs,
        permissions: job.permissions,
      }),
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
    new SchedulerSchedule(this, 'schedule', {
      name: job.name,
      groupName: names.family,
      scheduleExpression: scheduled ? job.schedule : NEVER,
      scheduleExpressionTimezone: job.timezone,
      // Disabled rather than absent: a run by hand starts what is deployed here.
      state: scheduled ? 'ENABLED' : 'DISABLED',
      flexibleTimeWindow: { mode: 'OFF' },
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
      dependsOn: [group, queue, taskDefinition, ...schedulerRole.parts, ...props.network.ready],
    });
  }
}

function container({ environment, job }: JobProps) {
  const variables = {
    ...job.variables,
    [VARIABLES.environment]: environment.name,
    [VARIABLES.job]: job.name,
    [VARIABLES.input]: showLocation(inputOf(environment, job)),
    [VARIABLES.output]: `${showLocation(outputOf(environment, job))}${RUN_PLACEHOLDER}/`,
    [VARIABLES.runs]: `s3://${dataBuckets(environment).runs}/${job.name}/`,
  };
  return {
    name: CONTAINER_NAME,
    image: imageName(environment),
    essential: true,
    command: [job.handler],
    environment: sorted(variables).map(([name, value]) => ({ name, value })),
    ...(Object.keys(job.secrets).length > 0 && {
      secrets: sorted(job.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    }),
    mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false }],
    portMappings: [],
    readonlyRootFilesystem: true,
    stopTimeout: STOP_TIMEOUT,
    systemControls: [],
    volumesFrom: [],
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroupName(environment, job.name),
        'awslogs-region': environment.region,
        'awslogs-stream-prefix': 'run',
      },
    },
  };
}

/** As AWS returns them, or every plan would show a change of order. */
function sorted(variables: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The call that the scheduler makes; a universal target wants the API's names in PascalCase. */
function runTaskInput({ environment, job, network }: JobProps) {
  const all = arns(environment);
  return {
    Cluster: all.cluster,
    // Without a revision: the newest starts, so a new one needs no change here.
    TaskDefinition: all.familyNewest(job.name),
    LaunchType: 'FARGATE',
    Group: job.name,
    PropagateTags: 'TASK_DEFINITION',
    // Repeated calls for one time start one task: ECS keeps the token for 24 hours.
    ClientToken: `${shortHash(all.familyNewest(job.name))}-${SCHEDULED_TIME}`,
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: network.subnetIds,
        SecurityGroups: network.securityGroupIds,
        AssignPublicIp: network.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    Overrides: {
      ContainerOverrides: [
        {
          Name: CONTAINER_NAME,
          Environment: [{ Name: VARIABLES.scheduledTime, Value: SCHEDULED_TIME }],
        },
      ],
    },
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
