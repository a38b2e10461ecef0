/**
 * The event bus of the embedded AWS: takes what ECS would send, and does what the deployed rules
 * say. moto keeps rules and never looks at them.
 */
import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient, type LaunchType, RunTaskCommand, type TaskOverride } from '@aws-sdk/client-ecs';
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { matches } from './pattern.ts';
import type { Event } from './task-event.ts';
import { transform } from './transform.ts';

/** Where the bus lives. */
export interface EventBusProps {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly log: (line: string) => void;
}

/** Delivers events to the targets of the rules that match. */
export class EventBus {
  readonly #log: EventBusProps['log'];
  readonly #ecs: ECSClient;
  readonly #events: EventBridgeClient;
  readonly #logs: CloudWatchLogsClient;
  readonly #sns: SNSClient;

  constructor({ log, ...config }: EventBusProps) {
    this.#log = log;
    this.#ecs = new ECSClient(config);
    this.#events = new EventBridgeClient(config);
    this.#logs = new CloudWatchLogsClient(config);
    this.#sns = new SNSClient(config);
  }

  /** Hands an event to all who want it. What fails is logged: as on AWS, the sender hears nothing. */
  async publish(event: Event): Promise<void> {
    try {
      for (const rule of await this.#rules()) {
        if (!matches(JSON.parse(rule.EventPattern ?? '{}') as Record<string, unknown>, event))
          continue;
        for (const target of await this.#targets(rule)) await this.#deliver(rule, target, event);
      }
    } catch (error) {
      this.#log(`events: ${(error as Error).message}`);
    }
  }

  async #rules(): Promise<Rule[]> {
    const rules: Rule[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#events.send(new ListRulesCommand({ NextToken }));
      rules.push(...(page.Rules ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return rules.filter(({ State, EventPattern }) => State === 'ENABLED' && EventPattern);
  }

  async #targets({ Name }: Rule): Promise<Target[]> {
    const { Targets = [] } = await this.#events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    return Targets;
  }

  async #deliver(rule: Rule, target: Target, event: Event): Promise<void> {
    const { InputTransformer: transformer } = target;
    const input = transformer
      ? transform(
          { paths: transformer.InputPathsMap ?? {}, template: transformer.InputTemplate ?? '' },
          event,
        )
      : (target.Input ?? JSON.stringify(event));
    try {
      const [, , service] = (target.Arn ?? '').split(':');
      if (service === 'ecs') await this.#runTask(rule, target, input);
      else if (service === 'sns')
        await this.#sns.send(new PublishCommand({ TopicArn: target.Arn, Message: input }));
      else if (service === 'logs') await this.#write(target, input);
      else this.#log(`events: ${rule.Name}: nobody delivers to ${service} here`);
    } catch (error) {
      this.#log(`events: ${rule.Name}: ${(error as Error).message}`);
    }
  }

  async #runTask(rule: Rule, { Arn, EcsParameters }: Target, input: string): Promise<void> {
    const { awsvpcConfiguration } = EcsParameters?.NetworkConfiguration ?? {};
    await this.#ecs.send(
      new RunTaskCommand({
        cluster: Arn,
        taskDefinition: EcsParameters?.TaskDefinitionArn,
        count: EcsParameters?.TaskCount,
        group: EcsParameters?.Group,
        launchType: EcsParameters?.LaunchType as LaunchType,
        propagateTags: EcsParameters?.PropagateTags,
        startedBy: `events-rule/${rule.Name}`.slice(0, 36),
        overrides: JSON.parse(input) as TaskOverride,
        networkConfiguration: awsvpcConfiguration && {
          awsvpcConfiguration: {
            subnets: awsvpcConfiguration.Subnets,
            securityGroups: awsvpcConfiguration.SecurityGroups,
            assignPublicIp: awsvpcConfiguration.AssignPublicIp,
          },
        },
      }),
    );
  }

  async #write({ Arn = '' }: Target, message: string): Promise<void> {
    const place = {
      logGroupName: Arn.split(':').slice(6).join(':').replace(/:\*$/, ''),
      logStreamName: randomUUID(),
    };
    await this.#logs.send(new CreateLogStreamCommand(place));
    await this.#logs.send(
      new PutLogEventsCommand({ ...place, logEvents: [{ timestamp: Date.now(), message }] }),
    );
  }
}
