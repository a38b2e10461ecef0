import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { showDuration, timeoutSeconds } from '../../environments/model/duration.ts';
import { arns, jobNames, logGroupName, taskGroups } from '../../environments/model/names.ts';
import type { Environment, Job } from '../../environments/model/schema.ts';
import { CONTAINER_NAME, EXIT, moreMemory } from '../../job/contract.ts';
import { INTERRUPTIONS, stoppedTasks } from './task-events.ts';

/** Exit codes that nobody needs to hear of: an interrupted run is told by its stop code. */
const FINE = [EXIT.done, EXIT.nothingToDo, EXIT.locked, EXIT.interrupted];

/** One job whose failures are told. */
export interface FailureNoticeProps {
  readonly environment: Environment;
  readonly job: Job;
  /** What must be there before a notice can be sent. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Tells of each run that failed, in one mail. A rule a job, so that the text can say what the
 * event doesn't: where the log is, how to read it, and which lines of YAML help.
 */
export class FailureNotice extends Construct {
  constructor(scope: Construct, id: string, props: FailureNoticeProps) {
    super(scope, id);
    const { environment, job, dependsOn } = props;
    const { failed } = jobNames(environment, job.name);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: failed,
      description: `Tells of failed runs of ${job.name}`,
      eventPattern: JSON.stringify(stoppedTasks(environment, job.name, failures(job))),
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: failed,
      targetId: 'topic',
      arn: arns(environment).topic,
      inputTransformer: {
        // A path that leads nowhere gives nothing: a task that didn't start has no exit code.
        inputPaths: {
          run: '$.detail.overrides.containerOverrides[0].environment[0].value',
          exit: '$.detail.containers[0].exitCode',
          why: '$.detail.containers[0].reason',
          stop: '$.detail.stopCode',
          reason: '$.detail.stoppedReason',
        },
        inputTemplate: notice(environment, job),
      },
      dependsOn: [rule, ...dependsOn],
    });
  }
}

/** Runs that ended by themselves with a bad code, and runs that were ended and nobody starts again. */
function failures({ name, spot }: Job) {
  return {
    $or: [
      {
        stopCode: [{ 'anything-but': INTERRUPTIONS }],
        // Of the job alone: GuardDuty, where it watches tasks, puts an agent beside it.
        containers: { name: [CONTAINER_NAME], exitCode: [{ 'anything-but': FINE }] },
      },
      // The first try of a Spot run is started again; this would be a mail too many.
      { stopCode: INTERRUPTIONS, ...(spot && { group: [taskGroups(name).again] }) },
    ],
  };
}

function notice(environment: Environment, job: Job): string {
  const file = `environments/${environment.name}.yaml`;
  const yaml = (lines: string): string => `    jobs: { ${job.name}: { ${lines} } }`;
  const more = moreMemory(job.cpu, job.memory);
  const limit = timeoutSeconds(job);
  return lines([
    `A run of ${job.name} in ${environment.name} failed.`,
    'Run:       <run>',
    'Exit code: <exit>',
    'Reason:    <stop>, <reason> <why>',
    `Log group: ${logGroupName(environment, job.name)} in ${environment.region}`,
    `Read it:   ./nightshift logs ${environment.name} ${job.name} --run <run>`,
    ...(more
      ? [
          `Exit code 137 is a lack of memory, mostly. More of it, in ${file}:`,
          yaml(`${more.cpu === job.cpu ? '' : `cpu: ${more.cpu}, `}memory: ${more.memory}`),
        ]
      : []),
    ...(limit === undefined
      ? []
      : [
          `A run that took ${job.timeout} was out of time. More of it, in ${file}:`,
          yaml(`timeout: ${showDuration(2 * limit)}`),
        ]),
  ]);
}

/** Lines of a mail as EventBridge takes them: each a string of its own. */
export function lines(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join('\n');
}
