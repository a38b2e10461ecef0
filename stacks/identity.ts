import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { arns, sharedNames } from '../environments/model/names.ts';
import type { Environment } from '../environments/model/schema.ts';

/** One statement of an IAM policy, as AWS writes it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** A policy document as JSON. `JSON.stringify`, since Terraform's own encoding writes `<` as `\u003c`. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** A role that one AWS service takes on. */
export interface ServiceRoleProps {
  readonly name: string;
  readonly environment: Environment;
  readonly description: string;
  /** The service, such as `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /**
   * What the calling service must prove, so that it can't be made to act for another account
   * or another resource (the "confused deputy").
   *
   * @default - nothing: for services that are documented to prove nothing
   */
  readonly condition?: NonNullable<Statement['Condition']>;
  readonly statements: readonly Statement[];
}

/** A role with its one inline policy: nobody else can attach it, and it goes with the role. */
export class ServiceRole extends Construct {
  /** Wait for both: a role without its policy is refused where it is first used. */
  readonly parts: readonly [IamRole, IamRolePolicy];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { name, environment, description, service, condition, statements } = props;
    const role = new IamRole(this, 'role', {
      name,
      path: sharedNames(environment).rolePath,
      // Made by `bootstrap`: no environment can widen what its own roles may do.
      permissionsBoundary: arns(environment).boundary,
      description,
      assumeRolePolicy: policyDocument([
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...(condition && { Condition: condition }),
        },
      ]),
    });
    const policy = new IamRolePolicy(this, 'policy', {
      name: 'job',
      role: name,
      policy: policyDocument(statements),
      dependsOn: [role],
    });
    this.parts = [role, policy];
  }
}

/** What pulls an image. */
export const PULL_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
] as const;

/** What it takes to start one job's family in its cluster. */
export interface StartStatementsProps {
  readonly familyArn: string;
  readonly clusterArn: string;
  /** The roles that a task of the family runs with. */
  readonly passedRoleArns: readonly string[];
  /** ARNs of the cluster's tasks. */
  readonly taskArns: string;
}

/** What the scheduler may do for one job: start it, or say that it couldn't. */
export function schedulerStatements(
  props: StartStatementsProps & { readonly queueArn: string },
): Statement[] {
  return [
    ...startStatements(props),
    { Sid: 'DeadLetter', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: props.queueArn },
  ];
}

/** Starts one job's tasks, and nothing else. */
export function startStatements(props: StartStatementsProps): Statement[] {
  return [
    {
      Sid: 'StartTask',
      Effect: 'Allow',
      Action: 'ecs:RunTask',
      Resource: props.familyArn,
      Condition: { ArnEquals: { 'ecs:cluster': props.clusterArn } },
    },
    {
      Sid: 'TagTask',
      Effect: 'Allow',
      Action: 'ecs:TagResource',
      Resource: props.taskArns,
      Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
    {
      Sid: 'PassTaskRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: props.passedRoleArns,
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
}
