/** What to do where something exists already that the configuration wants to make. */
import type { Environment } from '../../environments/model/schema.ts';
import type { Diagnostic } from '../terraform/messages.ts';
import { named } from './match.ts';

const EXISTS = /already ?exists|AlreadyOwnedByYou|DuplicateRecord|EntityAlreadyExists/i;

/**
 * How to have it adopted: what bears the environment's tags is imported by the next apply.
 *
 * @param configuration a parsed `cdk.tf.json`.
 * @returns a line for each error that says that something exists.
 */
export function adoptionRemedies(
  errors: readonly Diagnostic[],
  configuration: unknown,
  environment: Pick<Environment, 'name' | 'project' | 'account' | 'region'>,
): string[] {
  return errors.flatMap(({ summary, detail = '', address }) => {
    const found = address && EXISTS.test(`${summary} ${detail}`);
    const thing = found ? named(configuration, address, environment) : undefined;
    if (!address || !thing) return [];
    const { name, project } = environment;
    const role = /^arn:aws:iam::\d+:role\/.*?([^/]+)$/.exec(thing.arn)?.[1];
    const tag = role
      ? `aws iam tag-role --role-name ${role} --tags Key=project,Value=${project} Key=environment,Value=${name}`
      : `aws resourcegroupstaggingapi tag-resources --resource-arn-list ${thing.arn} --tags project=${project},environment=${name}`;
    return [
      `${thing.arn} exists already, and nothing proves it ${name}'s. If it is, give it the tags, and the next apply adopts it (import { to = ${address}, id = "${thing.id}" }):\n  ${tag}`,
    ];
  });
}
