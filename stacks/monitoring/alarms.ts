import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { missedRunHours } from '../../environments/model/missed-run.ts';
import { arns, jobNames } from '../../environments/model/names.ts';
import type { Environment, Job } from '../../environments/model/schema.ts';

/** One job and its alarms. */
export interface AlarmsProps {
  readonly environment: Environment;
  readonly job: Job;
  /** What must be there before an alarm can tell anybody. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The alarms that `monitoring` asks for; each costs. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { environment, job, dependsOn }: AlarmsProps) {
    super(scope, id);
    const names = jobNames(environment, job.name);
    const alarm = { alarmActions: [arns(environment).topic], dependsOn: [...dependsOn] };
    if (environment.monitoring.deadLetterAlarm) {
      new CloudwatchMetricAlarm(this, 'dead-letters', {
        ...alarm,
        alarmName: names.deadLetterAlarm,
        alarmDescription: `A start of ${job.name} failed for good: the queue ${names.family} holds the call and its error.`,
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: names.family },
        statistic: 'Maximum',
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: 'GreaterThanThreshold',
        threshold: 0,
        // SQS measures nothing of a queue that nobody used for six hours.
        treatMissingData: 'notBreaching',
      });
    }
    const hours = missedRunHours(job);
    if (environment.monitoring.missedRunAlarm && hours !== undefined) {
      new CloudwatchMetricAlarm(this, 'missed-run', {
        ...alarm,
        alarmName: names.missedRunAlarm,
        alarmDescription: `No run of ${job.name} was started in ${hours} hours (schedule ${job.schedule}). A new job is in alarm until its first run.`,
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationAttemptCount',
        dimensions: { ScheduleGroup: names.family },
        statistic: 'Sum',
        period: 3600,
        evaluationPeriods: hours,
        comparisonOperator: 'LessThanThreshold',
        threshold: 1,
        // Hours without an attempt have no data.
        treatMissingData: 'breaching',
      });
    }
  }
}
