import { createHash } from 'node:crypto';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { arns, sharedNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { policyDocument, type Statement } from '../identity.ts';
import { lines } from './notice.ts';

/**
 * The topic of all notices and its subscribers. Not encrypted at rest: with SNS' own key neither
 * EventBridge nor CloudWatch may publish, a key of ours costs more a month than the jobs, and a
 * notice holds names and exit codes only.
 */
export class Alerts extends Construct {
  /** Wait for it: what comes before the policy is refused. */
  readonly ready: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    { environment }: { readonly environment: Environment },
  ) {
    super(scope, id);
    const all = arns(environment);
    const topic = new SnsTopic(this, 'topic', { name: sharedNames(environment).alerts });
    const policy = new SnsTopicPolicy(this, 'policy', {
      arn: all.topic,
      policy: policyDocument(publishers(environment)),
      dependsOn: [topic],
    });
    for (const endpoint of new Set(environment.alerts.emails)) {
      // By the address, not by its place: who moves up a line must not have to confirm again.
      new SnsTopicSubscription(this, `mail-${shortHash(endpoint)}`, {
        topicArn: all.topic,
        protocol: 'email',
        endpoint,
        dependsOn: [topic],
      });
    }
    this.ready = [policy];
    if (environment.pipeline) this.#tellOfBuilds(environment);
  }

  #tellOfBuilds(environment: Environment): void {
    const { pipeline, pipelineFailed } = sharedNames(environment);
    const rule = new CloudwatchEventRule(this, 'build-failed', {
      name: pipelineFailed,
      description: `Tells of failed builds of ${environment.name}`,
      eventPattern: JSON.stringify({
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Pipeline Execution State Change'],
        detail: {
          pipeline: [pipeline],
          state: ['FAILED'],
          // A pipeline runs once when it is made, and its repository is still empty. AWS' example
          // of a failure doesn't say what triggered it: such a run is told rather than lost.
          'execution-trigger': {
            'trigger-type': [{ exists: false }, { 'anything-but': ['CreatePipeline'] }],
          },
        },
      }),
    });
    const { region } = environment;
    const console = `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}/executions`;
    new CloudwatchEventTarget(this, 'build-failed-target', {
      rule: pipelineFailed,
      targetId: 'topic',
      arn: arns(environment).topic,
      inputTransformer: {
        inputPaths: { execution: '$.detail.execution-id' },
        inputTemplate: lines([
          `The build for ${environment.name} failed: the jobs run on with the image they have.`,
          `Pipeline:  ${pipeline} in ${region}`,
          'Execution: <execution>',
          `Its log:   ${console}/<execution>/timeline?region=${region}`,
        ]),
      },
      dependsOn: [rule, ...this.ready],
    });
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * Alarms of this environment, and event rules. EventBridge says to no topic which rule publishes: a
 * condition on its source is never met, and no notice would arrive.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
function publishers(environment: Environment): Statement[] {
  const all = arns(environment);
  const publish = (service: string): Statement => ({
    Sid: service,
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'sns:Publish',
    Resource: all.topic,
  });
  return [
    publish('events'),
    {
      ...publish('cloudwatch'),
      Condition: {
        ArnLike: { 'aws:SourceArn': all.alarm(`${sharedNames(environment).cluster}-*`) },
        StringEquals: { 'aws:SourceAccount': environment.account },
      },
    },
  ];
}
