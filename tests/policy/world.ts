/** All policies of synthesised environments: what each role may do, who may take it on, whom resources let in. */
import { arns, bucketArn } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { bootstrapConfiguration, configurationOf } from '../../stacks/app.ts';
import type { Extend } from '../../stacks/extension-api.ts';
import type { Statement } from './evaluate.ts';
import type { Part } from './full-environment.ts';

/** One role with all that bounds it. */
export interface Role {
  readonly arn: string;
  /** Name of its environment, whose boundary is the role's. */
  readonly environment: string;
  readonly trust: readonly Statement[];
  readonly identity: readonly Statement[];
}

/** The policy of a resource. */
export interface Shared {
  /** Whose the resource is. */
  readonly account: string;
  readonly statements: readonly Statement[];
}

/** The policies of all environments. */
export interface World {
  /** By the path of the construct, such as `test/jobs/flight-delays/task-role`. */
  readonly roles: ReadonlyMap<string, Role>;
  /** What bounds all roles of an environment, by its name. */
  readonly boundaries: ReadonlyMap<string, readonly Statement[]>;
  /** By the ARN of the resource; those of CloudWatch Logs are the account's. */
  readonly resources: ReadonlyMap<string, Shared>;
  /** What may pass through an endpoint, by the path of its construct. */
  readonly endpoints: ReadonlyMap<string, readonly Statement[]>;
}

type Values = Readonly<Record<string, string>> & {
  readonly '//': { readonly metadata: { readonly path: string } };
};
type Resources = Readonly<Record<string, Readonly<Record<string, Values>>>>;

/** Whose policy it is, by the kind of the policy: a new kind has to be added. */
const POLICY_OF: Readonly<
  Record<string, (values: Values, environment: Environment, resource: Resources) => string>
> = {
  aws_cloudwatch_log_resource_policy: (_, { region, account }) => logsOf(region, account),
  aws_ecr_repository_policy: ({ repository }, { region, account }) =>
    `arn:aws:ecr:${region}:${account}:repository/${repository}`,
  aws_s3_bucket_policy: ({ bucket = '' }) => bucketArn(bucket),
  aws_sns_topic_policy: ({ arn = '' }) => arn,
  aws_sqs_queue_policy: ({ queue_url = '' }, { region, account }, resource) => {
    // The one URL that isn't known from the configuration.
    const [, label = ''] = /^\$\{aws_sqs_queue\.([^.]+)\.url\}$/.exec(queue_url) ?? [];
    return `arn:aws:sqs:${region}:${account}:${resource['aws_sqs_queue']?.[label]?.['name']}`;
  },
};

const logsOf = (region = '', account = ''): string => `arn:aws:logs:${region}:${account}`;

/** The resource whose policy is asked about a call: an object's bucket, a log group's account. */
export function policyHolder(resource: string): string {
  const [, , service, region, account] = resource.split(':');
  if (service === 's3') return resource.replace(/\/.*$/, '');
  return service === 'logs' ? logsOf(region, account) : resource;
}

/**
 * Reads the policies of environments.
 *
 * @throws Error for a role without its environment's boundary, and for a way to give permissions
 *   that this reader doesn't know.
 */
export function readWorld(parts: readonly Part[], extend: Extend): World {
  const worlds = parts.map((part) => readPart(part, extend));
  const joined = <T>(of: (world: World) => ReadonlyMap<string, T>): Map<string, T> =>
    new Map(worlds.flatMap((world) => [...of(world)]));
  return {
    roles: joined(({ roles }) => roles),
    boundaries: joined(({ boundaries }) => boundaries),
    resources: joined(({ resources }) => resources),
    endpoints: joined(({ endpoints }) => endpoints),
  };
}

function readPart({ environment, only }: Part, extend: Extend): World {
  const resource = resourcesOf(configurationOf(environment, extend));
  const bootstrap = resourcesOf(JSON.parse(bootstrapConfiguration([environment])));
  const [boundary] = all(bootstrap, 'aws_iam_policy');
  const wanted = (values: Values): boolean => !only || only.test(pathOf(values));
  const roles = all(resource, 'aws_iam_role').map((values) =>
    roleOf(values, environment, resource),
  );
  const shared = [resource, ...(only ? [] : [bootstrap])].flatMap((from) =>
    sharedBy(from, environment, wanted),
  );
  const endpoints = all(resource, 'aws_vpc_endpoint').filter(({ policy }) => policy);
  const place = (path: string): string => `${environment.name}/${path}`;
  return {
    roles: new Map(
      roles.filter(([path]) => !only || only.test(path)).map(([path, role]) => [place(path), role]),
    ),
    boundaries: new Map([[environment.name, statements(boundary?.['policy'])]]),
    resources: new Map(shared),
    endpoints: new Map(
      endpoints.filter(wanted).map((one) => [place(pathOf(one)), statements(one['policy'])]),
    ),
  };
}

function resourcesOf(configuration: unknown): Resources {
  const { resource } = configuration as { readonly resource: Resources };
  const unknown = Object.keys(resource).filter((type) => /^aws_iam_.*attachment/.test(type));
  if (unknown.length > 0) throw new Error(`${unknown} gives permissions: use a ServiceRole`);
  return resource;
}

function all(resource: Resources, type: string): Values[] {
  return Object.values(resource[type] ?? {});
}

/** `test/jobs/flight-delays/task-role/role` -> `jobs/flight-delays/task-role/role`. */
function pathOf(values: Values): string {
  return values['//'].metadata.path.split('/').slice(1).join('/');
}

/** With the path of the `ServiceRole`, without the role's own step. */
function roleOf(values: Values, environment: Environment, resource: Resources): [string, Role] {
  const arn = arns(environment).role(values['name'] ?? '');
  if (values['permissions_boundary'] !== arns(environment).boundary)
    throw new Error(`${arn} has no boundary: make it a ServiceRole`);
  const own = all(resource, 'aws_iam_role_policy').filter(({ role }) => role === values['name']);
  const role = {
    arn,
    environment: environment.name,
    trust: statements(values['assume_role_policy']),
    identity: own.flatMap(({ policy }) => statements(policy)),
  };
  return [pathOf(values).replace(/\/role$/, ''), role];
}

function statements(policy = '{"Statement":[]}'): Statement[] {
  return (JSON.parse(policy) as { Statement: Statement[] }).Statement;
}

/** What lets somebody in by another way than a role's own policies. */
function sharedBy(
  resource: Resources,
  environment: Environment,
  wanted: (values: Values) => boolean,
): [string, Shared][] {
  const kinds = Object.keys(resource).filter((type) => !OTHERWISE_READ.includes(type));
  return kinds.flatMap((type) =>
    all(resource, type)
      .filter(wanted)
      .flatMap((values): [string, Shared][] => {
        const texts = Object.values(values).filter((value) => typeof value === 'string');
        const policy = texts.find((text) => text.includes('"Principal"'));
        if (policy === undefined) return [];
        const holder = POLICY_OF[type]?.(values, environment, resource);
        if (!holder) throw new Error(`${type} lets somebody in: add it to tests/policy/world.ts`);
        return [[holder, { account: environment.account, statements: statements(policy) }]];
      }),
  );
}

/** Trust policies belong to roles, and an endpoint only holds back. */
const OTHERWISE_READ = ['aws_iam_role', 'aws_vpc_endpoint'];
