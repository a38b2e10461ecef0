/** What the role of the agent may do that starts a job's tasks. */
import { parseArn, secretOf } from '../environments/model/arn.ts';
import { prefixOf } from '../environments/model/permissions.ts';
import { PULL_ACTIONS, type Statement } from './identity.ts';

/** What a task needs to start. */
export interface ExecutionPolicyProps {
  readonly repositoryArn: string;
  /** ARN of the log streams of the job. */
  readonly logStreamArn: string;
  /** ARNs of secrets and parameters as the file has them, also with `:json-key:stage:version`. */
  readonly secrets: readonly string[];
}

/**
 * What the agent may do for one job: pull the image, write the job's log, read the job's secrets.
 * A key of the owner's that encrypts a secret isn't known from its ARN: the key's own policy has
 * to let the role in (docs/deploying.md).
 */
export function executionStatements(props: ExecutionPolicyProps): Statement[] {
  const { repositoryArn, logStreamArn, secrets } = props;
  return [
    {
      Sid: 'RegistryLogin',
      Effect: 'Allow',
      Action: 'ecr:GetAuthorizationToken',
      // AWS offers no resource level for it: the token is the account's.
      Resource: '*',
    },
    {
      Sid: 'PullImage',
      Effect: 'Allow',
      Action: PULL_ACTIONS,
      Resource: repositoryArn,
    },
    {
      Sid: 'WriteLogs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: logStreamArn,
    },
    ...reading('ReadSecrets', 'secretsmanager:GetSecretValue', secrets),
    ...reading('ReadParameters', 'ssm:GetParameters', secrets),
  ];
}

/** The statement for those secrets that an action reads. */
function reading(Sid: string, Action: string, secrets: readonly string[]): Statement[] {
  const ours = secrets.filter((arn) => parseArn(arn)?.service === prefixOf(Action));
  const resources = [...new Set(ours.map(secretOf))].sort();
  return resources.length > 0 ? [{ Sid, Effect: 'Allow', Action, Resource: resources }] : [];
}
