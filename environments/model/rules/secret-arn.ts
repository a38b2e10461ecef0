import { parseArn, REGION } from '../arn.ts';
import type { Environment } from '../schema.ts';
import type { Rule } from './rule.ts';

const REMEDY =
  'write arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX or arn:aws:ssm:REGION:ACCOUNT:parameter/NAME';

/** What may follow a secret's name: `:json-key:stage:version`, each of which may be empty. */
const PARTS = 3;

function problem(value: string, { region, network }: Environment): string | undefined {
  const arn = parseArn(value);
  const [, kind, name = ''] = /^(secret:|parameter\/)(.+)$/.exec(arn?.resource ?? '') ?? [];
  const right = arn?.service === 'ssm' ? 'parameter/' : 'secret:';
  if (
    arn?.partition !== 'aws' ||
    !['secretsmanager', 'ssm'].includes(arn.service) ||
    kind !== right ||
    !REGION.test(arn.region) ||
    !/^[0-9]{12}$/.test(arn.account) ||
    /[*?\s]/.test(name)
  )
    return `${value} is no ARN of a secret or of a parameter: ${REMEDY}`;
  // An interface endpoint leads to its own region, and there is no other way out.
  if (network.mode === 'endpoints' && arn.region !== region)
    return `${value} lies in ${arn.region}, where no endpoint of ${region} leads: copy it to ${region}, or use another network mode`;
  if (arn.service === 'ssm') {
    return /^[A-Za-z0-9_./-]+$/.test(name)
      ? undefined
      : `${value} is no ARN of a parameter: end it after its name; a version or key can't be chosen`;
  }
  const [secret = '', ...parts] = name.split(':');
  if (!/-[A-Za-z0-9]{6}$/.test(secret))
    return `${value} lacks the hyphen and six characters that AWS ends a secret's ARN with: copy the whole ARN`;
  if (parts.length > 0 && parts.length !== PARTS)
    return `${value} ends in ${parts.length} of three parts: write :json-key:stage:version, each may be empty, such as :key::`;
  const [, stage, version] = parts;
  return stage && version ? `${value} names a stage and a version: keep one of the two` : undefined;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
export const secretArn: Rule = {
  id: 'secret-arn',
  *check(environment) {
    for (const { name, secrets } of environment.jobs) {
      for (const [variable, value] of Object.entries(secrets)) {
        const message = problem(value, environment);
        if (message !== undefined) yield { path: ['jobs', name, 'secrets', variable], message };
      }
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    secrets:\n      API_KEY: arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-key\n',
    at: '4:16',
    message:
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-key lacks the hyphen and six characters that AWS ends a secret's ARN with: copy the whole ARN",
  },
};
