/**
 * What code grants to jobs beside their files, held to the rules that hold a file's permissions:
 * what is refused in the YAML is refused there in the same words.
 */
import { readIam } from './iam.ts';
import { requirement } from './issues.ts';
import { prefixOf, type Statement } from './permissions.ts';
import { iamAction } from './rules/iam-action.ts';
import { iamCondition } from './rules/iam-condition.ts';
import { iamResource } from './rules/iam-resource.ts';
import { permissionBoundary } from './rules/permission-boundary.ts';
import { permissionWildcard } from './rules/permission-wildcard.ts';
import { policySize } from './rules/policy-size.ts';
import type { Finding, RuleContext } from './rules/rule.ts';
import { job as jobSchema } from './schema/job.ts';
import type { Environment, Job } from './schema.ts';
import { showPath } from './source.ts';

/** A statement that code adds to the role of a job. */
export interface Grant {
  /** The job's name. */
  readonly job: string;
  /** Where the code says it, such as `stacks/extensions.ts:12`. */
  readonly place: string;
  readonly statement: Statement;
}

const RULES = [
  iamAction,
  iamCondition,
  iamResource,
  permissionBoundary,
  permissionWildcard,
  policySize,
];

/** Whether an ARN is known only once AWS has made the resource: a reference of Terraform's. */
const isReference = (resource: string): boolean => resource.includes('${');

/** `flight-delays may also dynamodb:GetItem on ARN  stacks/extensions.ts:12`. */
export function sayGrant({ job, place, statement }: Grant): string {
  const { actions, resources, conditions } = statement;
  const shown = resources.map((one) => (isReference(one) ? 'an ARN that AWS makes up' : one));
  const held = Object.keys(conditions).length > 0 ? `, if ${JSON.stringify(conditions)}` : '';
  return `${job} may also ${actions.join(', ')} on ${shown.join(', ')}${held}  ${place}`;
}

/** What AWS, or the validator of a file, would refuse of grants, each with its place. */
export async function grantProblems(
  environment: Environment,
  grants: readonly Grant[],
): Promise<string[]> {
  const malformed = grants.flatMap(formProblem);
  // Rules look at what has the right form.
  if (malformed.length > 0) return malformed;
  const actions = grants.flatMap(({ statement }) => statement.actions);
  const context: RuleContext = {
    handlers: undefined,
    iam: await readIam(new Set(actions.map(prefixOf))),
    names: [environment.name],
    environments: [environment],
    // No rule of permissions looks at the clock.
    now: new Date(0),
  };
  return environment.jobs.flatMap((job) => {
    const granted = grants.filter((grant) => grant.job === job.name);
    return findings(environment, job, granted, context).flatMap(({ path, message }) => {
      // What is said of the whole list, the last one brought about.
      const [, , , index = job.permissions.length + granted.length - 1] = path;
      // What the file says itself is for the validator of files.
      const grant = granted[Number(index) - job.permissions.length];
      return grant ? [`${grant.place}: ${message}`] : [];
    });
  });
}

/** What the schema of a file says. */
function formProblem({ place, statement }: Grant): string[] {
  const { error } = jobSchema.shape.permissions.safeParse([statement]);
  const [issue] = error?.issues ?? [];
  if (!issue) return [];
  return [`${place}: ${showPath(issue.path.slice(1) as string[])} ${requirement(issue)}`];
}

/** What the rules say of a job whose file would hold the grants, after its own permissions. */
function findings(
  environment: Environment,
  job: Job,
  granted: readonly Grant[],
  context: RuleContext,
): Finding[] {
  const unknown = granted.map(({ statement }) => statement.resources.some(isReference));
  const permissions = [
    ...job.permissions,
    // Of a resource whose ARN isn't known yet, only what is done to it can be judged.
    ...granted.map(({ statement }, index) =>
      unknown[index] ? { ...statement, resources: ['*'] } : statement,
    ),
  ];
  const asked = { ...environment, jobs: [{ ...job, permissions }] };
  return RULES.flatMap((rule) =>
    [...(rule.check?.(asked, context) ?? [])].filter(
      ({ path }) => rule !== iamResource || !unknown[Number(path[3]) - job.permissions.length],
    ),
  );
}
