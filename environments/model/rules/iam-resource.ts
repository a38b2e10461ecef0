import { coversAll, fits, overlap, parseArn, REGION, showPattern } from '../arn.ts';
import type { IamAction, IamCatalogue } from '../iam.ts';
import { type Statement, statementsOf } from '../permissions.ts';
import { holdsWithout } from './iam-condition.ts';
import { allowsAll } from './permission-wildcard.ts';
import type { Rule } from './rule.ts';

/** A problem of one entry of a statement's `actions` or `resources`. */
type Found = readonly [list: 'actions' | 'resources', index: number, message: string];

/** An action as it is written, and the patterns of all that it stands for. */
interface Written {
  readonly action: string;
  readonly index: number;
  /** Empty where AWS has no resource level for it. */
  readonly patterns: readonly string[];
  /** Patterns of what must be held to a resource; empty where `*` is right. */
  readonly needed: readonly string[];
}

/**
 * Wildcards that are written with `*`, though a few of the actions have a resource level: most
 * have none, and all only tell what there is.
 */
const DESCRIBES = /^(ec2|rds|redshift):Describe/i;

/** Condition keys that say which resources; any other says who calls, when and from where. */
const NARROWING: readonly string[] = [
  '*:resourcetag/*',
  'dynamodb:leadingkeys',
  'kms:encryptioncontext:*',
  'kms:viaservice',
  's3:existingobjecttag/*',
];

/** Empty where the service's ARNs hold none; `aws` for what AWS itself owns. */
const ACCOUNT = /^([0-9]{12}|aws)?$/;

/** The forms of the ARNs that an action takes, the plainest first. */
function forms(patterns: readonly string[]): string[] {
  return [...new Set(patterns.map(showPattern))].sort((a, b) => a.length - b.length);
}

/** A few of those forms in words. */
function takes(patterns: readonly string[]): string {
  const all = forms(patterns);
  return all.length > 3 ? `${all.slice(0, 3).join(', ')}, ...` : all.join(' or ');
}

/** What is wrong with an ARN, whatever is done to it. */
function formProblem(resource: string): string | undefined {
  const arn = parseArn(resource);
  if (!arn)
    return `${resource} is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE, or "*" for actions without a resource level`;
  const { partition, service, region, account } = arn;
  if (partition !== 'aws')
    return `${resource} lies in the partition ${partition}: environments lie in aws, so write arn:aws:...`;
  if (/[*?]/.test(service + region + account))
    return `${resource} leaves service, region or account open: write them out, one ARN each`;
  if (region !== '' && !REGION.test(region))
    return `${resource} has the region "${region}": write one such as eu-central-1, or nothing where the service's ARNs have none`;
  if (!ACCOUNT.test(account))
    return `${resource} has the account "${account}": write its 12 digits, or nothing where the service's ARNs have none`;
  return secretProblem(resource, arn.service, arn.resource);
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html */
function secretProblem(whole: string, service: string, resource: string): string | undefined {
  if (service !== 'secretsmanager' || !resource.startsWith('secret:')) return undefined;
  const [, name = '', ...rest] = resource.split(':');
  if (rest.length > 0)
    return `${whole} names a part of a secret, which IAM does not know: end it after the secret's name`;
  if (/(-[A-Za-z0-9?]{6}|\*)$/.test(name)) return undefined;
  return `${whole} matches no secret, since AWS ends each name in a hyphen and six characters: add them, or -??????`;
}

/** Whether the conditions leave fewer resources: calls that don't carry the key must not pass. */
function narrows(conditions: Statement['conditions']): boolean {
  return Object.entries(conditions).some(
    ([operator, keys]) =>
      !holdsWithout(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          NARROWING.some((one) => overlap(one, key.toLowerCase())) &&
          [values].flat().every((value) => /[A-Za-z0-9]/.test(value)),
      ),
  );
}

/** A secret's ARN without the characters that AWS adds: they say nothing of the name. */
const withoutSuffix = (resource: string): string =>
  resource.replace(/^(arn:[^:]*:secretsmanager:.*)-[A-Za-z0-9?]{6}$/, '$1');

/** What an ARN lets in that the statement's actions can't use, or need not have. */
function useProblem(
  resource: string,
  held: readonly Written[],
  narrowed: boolean,
): string | undefined {
  const fitting = held.flatMap(({ patterns }) =>
    patterns.filter((pattern) => fits(resource, pattern)),
  );
  const [first] = held;
  if (first && fitting.length === 0)
    return `${first.action} is not allowed on ${resource}: it takes ${takes(first.patterns)}`;
  const named = withoutSuffix(resource);
  if (narrowed || !fitting.some((pattern) => coversAll(named, pattern))) return undefined;
  return `${resource} allows all there are of its kind: write a name, or how names begin, or hold it by a condition on the resource, such as aws:ResourceTag/KEY`;
}

function writtenActions(actions: readonly string[], iam: IamCatalogue): Written[] {
  return actions.flatMap((action, index) => {
    const found: readonly IamAction[] = allowsAll(action) ? [] : iam.actions(action);
    const patterns = found.flatMap(({ arns }) => arns);
    const describes = action.includes('*') && DESCRIBES.test(action);
    const needed = describes
      ? []
      : found.filter(({ needsArn }) => needsArn).flatMap(({ arns }) => arns);
    return found.length > 0 ? [{ action, index, patterns, needed }] : [];
  });
}

function* check({ actions, resources, conditions }: Statement, iam: IamCatalogue): Iterable<Found> {
  const written = writtenActions(actions, iam);
  // An action that is refused by itself says nothing about the resources.
  const complete = written.length === actions.length;
  const held = written.filter(({ patterns }) => patterns.length > 0);
  const first = written.find(({ needed }) => needed.length > 0);
  const narrowed = narrows(conditions);
  let fine = true;
  for (const [index, resource] of resources.entries()) {
    const message =
      resource === '*'
        ? first &&
          `${first.action} can be held to a resource: name its ARN, such as ${forms(first.needed)[0]}`
        : (formProblem(resource) ?? (complete ? useProblem(resource, held, narrowed) : undefined));
    if (message === undefined) continue;
    fine = false;
    yield ['resources', index, message];
  }
  if (!fine) return;
  for (const { action, index, patterns, needed } of written) {
    // `*` is there for it, or its resources are.
    if (needed.length === 0 && patterns.length > 0 && resources.includes('*')) continue;
    if (patterns.length === 0 && resources.some((resource) => resource !== '*')) {
      yield [
        'actions',
        index,
        `${action} has no resource level: give it a statement of its own, with resources: ["*"]`,
      ];
    } else if (
      patterns.length > 0 &&
      !resources.some((resource) => patterns.some((pattern) => fits(resource, pattern)))
    ) {
      yield [
        'actions',
        index,
        `${action} is allowed on none of the resources: it takes ${takes(patterns)}${needed.length > 0 ? '' : ', or "*" in a statement of its own'}`,
      ];
    }
  }
}

/**
 * A statement grants what it says: every resource is one that an action takes, every action takes
 * one of the resources, and nothing is wider than AWS makes it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const iamResource: Rule = {
  id: 'iam-resource',
  *check({ jobs }, { iam }) {
    for (const { path, statement } of statementsOf(jobs)) {
      for (const [list, index, message] of check(statement, iam))
        yield { path: [...path, list, index], message };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: [dynamodb:GetItem]\n        resources: ["arn:aws:s3:::x"]\n',
    at: '5:21',
    message:
      'dynamodb:GetItem is not allowed on arn:aws:s3:::x: it takes arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME',
  },
};
