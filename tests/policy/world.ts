/** All policies of a synthesised environment: what each role may do, who may take it on, whom buckets let in. */
import { arns, bucketArn } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { bootstrapConfiguration, configurationOf } from '../../stacks/app.ts';
import type { Statement } from './evaluate.ts';

/** One role with all that bounds it. */
export interface Role {
  readonly arn: string;
  readonly trust: readonly Statement[];
  readonly identity: readonly Statement[];
}

/** The policies of an environment. */
export interface World {
  /** By the path of the construct, such as `jobs/flight-delays/task-role`. */
  readonly roles: ReadonlyMap<string, Role>;
  /** The boundary of all of them. */
  readonly boundary: readonly Statement[];
  /** Policies of resources, by ARN. */
  readonly resources: ReadonlyMap<string, readonly Statement[]>;
}

type Values = Readonly<Record<string, string>> & {
  readonly '//': { readonly metadata: { readonly path: string } };
};

/** The ARN that a resource's policy belongs to, by the policy's type: a new kind has to be added. */
const POLICY_OF: Readonly<Record<string, (values: Values) => string>> = {
  aws_s3_bucket_policy: ({ bucket = '' }) => bucketArn(bucket),
};

/**
 * Reads the policies of an environment.
 *
 * @throws Error for a role without the environment's boundary, and for a way to give permissions
 *   that this reader doesn't know.
 */
export function readWorld(environment: Environment): World {
  const resource = resourcesOf(configurationOf(environment));
  const bootstrap = resourcesOf(JSON.parse(bootstrapConfiguration([environment])));
  const [boundary] = all(bootstrap, 'aws_iam_policy');
  const policies = all(resource, 'aws_iam_role_policy');
  const roles = all(resource, 'aws_iam_role').map((values): [string, Role] => {
    const arn = arns(environment).role(values['name'] ?? '');
    if (values['permissions_boundary'] !== arns(environment).boundary)
      throw new Error(`${arn} has no boundary: make it a ServiceRole`);
    const own = policies.filter(({ role }) => role === values['name']);
    const identity = own.flatMap(({ policy }) => statements(policy));
    return [placeOf(values), { arn, trust: statements(values['assume_role_policy']), identity }];
  });
  return {
    roles: new Map(roles),
    boundary: statements(boundary?.['policy']),
    resources: new Map(Object.keys(resource).flatMap((type) => sharedBy(resource, type))),
  };
}

type Resources = Readonly<Record<string, Readonly<Record<string, Values>>>>;

function resourcesOf(configuration: unknown): Resources {
  const { resource } = configuration as { readonly resource: Resources };
  const unknown = Object.keys(resource).filter((type) => /^aws_iam_.*attachment/.test(type));
  if (unknown.length > 0) throw new Error(`${unknown} gives permissions: use a ServiceRole`);
  return resource;
}

function all(resource: Resources, type: string): Values[] {
  return Object.values(resource[type] ?? {});
}

/** `test/jobs/flight-delays/task-role/role` -> `jobs/flight-delays/task-role`. */
function placeOf(values: Values): string {
  return values['//'].metadata.path.split('/').slice(1, -1).join('/');
}

function statements(policy = '{"Statement":[]}'): Statement[] {
  return (JSON.parse(policy) as { Statement: Statement[] }).Statement;
}

/** The policies of one type that let somebody in. */
function sharedBy(resource: Resources, type: string): [string, Statement[]][] {
  return all(resource, type).flatMap((values): [string, Statement[]][] => {
    const { policy } = values;
    if (!type.endsWith('_policy') || !policy?.includes('"Principal"')) return [];
    const owner = POLICY_OF[type];
    if (!owner) throw new Error(`${type} lets somebody in: add it to tests/policy/world.ts`);
    return [[owner(values), statements(policy)]];
  });
}
