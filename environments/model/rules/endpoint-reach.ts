import { parseArn } from '../arn.ts';
import { interfaceEndpoints } from '../endpoints.ts';
import { prefixOf, type Statement, statementsOf } from '../permissions.ts';
import type { Environment } from '../schema.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * Services that need no interface endpoint: S3 has a gateway, and KMS is called by S3 and Secrets
 * Manager for the job.
 */
const WITHOUT: readonly string[] = ['kms', 's3'];

/** The services that the network's endpoints lead to, as actions name them: `ecr` for `ecr.api`. */
function reached(environment: Environment): ReadonlySet<string> {
  const services = interfaceEndpoints(environment).map((service) => service.replace(/\..*/, ''));
  return new Set([...WITHOUT, ...services]);
}

/** A finding for each service, and each region, that a statement names and nothing leads to. */
function* unreached(
  { actions, resources }: Statement,
  region: string,
  services: ReadonlySet<string>,
): Iterable<Finding> {
  const told = new Set<string>();
  for (const [index, action] of actions.entries()) {
    const service = prefixOf(action);
    if (services.has(service) || told.has(service)) continue;
    told.add(service);
    yield {
      path: ['actions', index],
      message: `${action} would hang until the timeout, since no endpoint of this network leads to ${service}: use network.mode public or nat, or add an endpoint for it in stacks/extensions.ts`,
    };
  }
  for (const [index, resource] of resources.entries()) {
    const arn = parseArn(resource);
    if (!arn?.region || arn.region === region || !services.has(arn.service)) continue;
    yield {
      path: ['resources', index],
      message: `${resource} lies in ${arn.region}, where no endpoint of ${region} leads: name one in ${region}, or use network.mode public or nat`,
    };
  }
}

/**
 * Without a way to the internet a call to a service without an endpoint gets no answer. A warning,
 * since a team may add endpoints that this rule doesn't see.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const endpointReach: Rule = {
  id: 'endpoint-reach',
  severity: 'warning',
  *check(environment) {
    if (environment.network.mode !== 'endpoints') return;
    const services = reached(environment);
    for (const { path: place, statement } of statementsOf(environment.jobs)) {
      for (const { path, message } of unreached(statement, environment.region, services))
        yield { path: [...place, ...path], message };
    }
  },
  example: {
    yaml: 'network: { mode: endpoints }\njobs:\n  flight-delays:\n    permissions:\n      - actions: [dynamodb:GetItem]\n        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]\n',
    at: '5:19',
    message:
      'dynamodb:GetItem would hang until the timeout, since no endpoint of this network leads to dynamodb: use network.mode public or nat, or add an endpoint for it in stacks/extensions.ts',
  },
};
