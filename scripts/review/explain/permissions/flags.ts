/** What a reviewer must not overlook in what is granted anew: a list, one rule a line. */
import { overlap, parseArn } from '../../../../environments/model/arn.ts';
import type { Risk } from '../../finding.ts';
import type { Tree } from '../../plan.ts';
import { remembered } from '../../remembered.ts';
import { elements, isTree } from '../../value.ts';
import { quote, type Words, words } from '../../words.ts';
import { arnWords, series } from './arn-words.ts';
import type { Document } from './documents.ts';
import { principalWords } from './grant-words.ts';
import type { Grant } from './grants.ts';

/** Where a grant stands. The policy of a key names the account itself and means: as its own policies say. */
type Stand = Pick<Document, 'kind' | 'type' | 'home'>;

/** One rule. */
export interface Flag {
  readonly reason: string;
  /** What in a new grant is meant; undefined: nothing. */
  readonly find: (grant: Grant, stand: Stand) => Words | undefined;
  /** A sentence of what was found. */
  readonly say: (found: Words) => Words;
  readonly risk?: Risk;
}

const BY_ITSELF: readonly Document['kind'][] = ['identity'];

/** Whether a policy alone lets somebody do something with actions of a pattern. */
const acts = ({ kind, type }: Stand): boolean =>
  BY_ITSELF.includes(kind) || (kind === 'resource' && !/^aws_kms_/.test(type));

const everyAction: Flag = {
  reason: 'allows every action',
  find: ({ action }, stand) =>
    acts(stand) && !action.not && action.patterns.some((name) => /^\*(:\*)?$/.test(name))
      ? [quote('*')]
      : undefined,
  say: (found) => words`${found} is every action of every service`,
};

const everyActionOfService: Flag = {
  reason: 'allows a whole service',
  find: ({ action }, stand) => {
    const all = action.patterns.filter((name) => /^[a-z0-9-]+:\*$/i.test(name));
    return acts(stand) && !action.not && all.length > 0
      ? series(all.map((one) => [quote(one)]))
      : undefined;
  },
  say: (found) =>
    several(found)
      ? words`${found} cover every action of their services, future ones too`
      : words`${found} covers every action of the service, future ones too`,
};

const allBut: Flag = {
  reason: 'allows all but a list',
  find: ({ action }, stand) => {
    if (!acts(stand) || !action.not) return undefined;
    return series(action.patterns.slice(0, 5).map((one) => [quote(one)]));
  },
  say: (found) => words`everything but ${found} is allowed, and whatever AWS adds later`,
};

/**
 * Actions that AWS can't hold to a resource, or that name none: `*` is the least there is.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
const WITHOUT_RESOURCE: readonly string[] = [
  'acm:listcertificates',
  'application-autoscaling:describe*',
  'autoscaling:describe*',
  'batch:describejobs',
  'batch:listjobs',
  'ce:*',
  'cloudformation:liststacks',
  'cloudfront:listdistributions',
  'cloudtrail:lookupevents',
  'cloudwatch:describe*',
  'cloudwatch:get*',
  'cloudwatch:list*',
  'cloudwatch:putmetricdata',
  'cognito-idp:listuserpools',
  'dynamodb:listtables',
  'ec2:createnetworkinterface',
  'ec2:deletenetworkinterface',
  'ec2:describe*',
  'ec2messages:*',
  'ecr-public:getauthorizationtoken',
  'ecr:getauthorizationtoken',
  'ecs:describetaskdefinition',
  'ecs:discoverpollendpoint',
  'ecs:list*',
  'ecs:registertaskdefinition',
  'eks:listclusters',
  'elasticloadbalancing:describe*',
  'events:listrules',
  'iam:list*',
  'kinesis:liststreams',
  'kms:createkey',
  'kms:listaliases',
  'kms:listkeys',
  'lambda:getaccountsettings',
  'lambda:listeventsourcemappings',
  'lambda:listfunctions',
  'logs:describeloggroups',
  'pricing:*',
  'route53:listhostedzones*',
  's3:getaccountpublicaccessblock',
  's3:listallmybuckets',
  'secretsmanager:batchgetsecretvalue',
  'secretsmanager:getrandompassword',
  'secretsmanager:listsecrets',
  'shield:createprotection',
  'shield:getsubscriptionstate',
  'sns:listtopics',
  'sqs:listqueues',
  'ssm:describeparameters',
  'ssmmessages:*',
  'states:liststatemachines',
  'sts:getcalleridentity',
  'sts:getservicebearertoken',
  'tag:get*',
  'wafv2:listwebacls',
  'xray:getsampling*',
  'xray:put*',
];

const everyResource: Flag = {
  reason: 'reaches every resource',
  find: ({ action, resource, condition }, stand) => {
    if (stand.kind !== 'identity' || action.not || !resource) return undefined;
    // A tag or an account in a condition holds it as a name does.
    const held = Object.keys(condition).length > 0;
    const all = resource.not || resource.patterns.includes('*');
    if (!all || held || action.patterns.every((pattern) => isFree(pattern))) return undefined;
    return series(action.patterns.map((one) => [quote(one)]));
  },
  say: (found) =>
    words`${found} could be limited to single resources, but ${several(found) ? 'reach' : 'reaches'} all`,
};

/** Whether more than one was found. */
function several(found: Words): boolean {
  return found.filter((part) => typeof part !== 'string').length > 1;
}

const isFree = remembered((pattern) => {
  const name = pattern.toLowerCase();
  return WITHOUT_RESOURCE.some((one) => covered(one, name));
});

/** `pattern` ends in its only star, if it has one. */
const covered = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** What another flag says: whole services, but the one that permissions are made with. */
const WHOLE = /^\*$|^(?!iam:)[^:]*:\*$/;

/** Whether one of a grant's actions is among some, by more than all of a service. */
function touching(names: readonly string[]): (grant: Grant) => boolean {
  const touches = remembered((pattern) => {
    const own = pattern.toLowerCase();
    return (
      !WHOLE.test(own) && names.some((name) => mayBeOfService(own, name) && overlap(own, name))
    );
  });
  return ({ action }) => !action.not && action.patterns.some((pattern) => touches(pattern));
}

/** Which tells most patterns apart without comparing them. */
const mayBeOfService = (own: string, name: string): boolean => {
  const service = own.slice(0, own.indexOf(':') + 1);
  return name.startsWith(service) || /[*?]/.test(service);
};

const named = ({ action }: Grant): Words => series(action.patterns.map((one) => [quote(one)]));

const hasKey = (condition: Tree, key: string): boolean =>
  Object.values(condition).some(
    (keys) =>
      isTree(keys) && Object.keys(keys).some((name) => name.toLowerCase() === key.toLowerCase()),
  );

/** Exact roles, to a service that is said: what starting a task takes. */
const isHeldPass = ({ resource, condition }: Grant): boolean =>
  !!resource &&
  !resource.not &&
  !resource.patterns.some((arn) => /[*?]/.test(arn)) &&
  hasKey(condition, 'iam:PassedToService');

const passes = touching(['iam:passrole']);

const passRole: Flag = {
  reason: 'passes roles freely',
  find: (grant, stand) =>
    stand.kind === 'identity' && passes(grant) && !isHeldPass(grant) ? named(grant) : undefined,
  say: (found) =>
    words`${found} hands roles to services, and isn't limited to single roles and one service`,
};

const passHeldRole: Flag = {
  reason: 'passes a role',
  risk: 'medium',
  find: (grant, stand) =>
    stand.kind === 'identity' && passes(grant) && isHeldPass(grant)
      ? series((grant.resource?.patterns ?? []).map((arn) => arnWords(arn, stand.home)))
      : undefined,
  say: (found) => words`${found} may be handed to a service, which then may do what the role may`,
};

/** With any of them one can give oneself more than one has. */
const ESCALATES: readonly string[] = [
  'cloudformation:createstack',
  'glue:updatedevendpoint',
  'iam:add*',
  'iam:attach*',
  'iam:create*',
  'iam:delete*permissionsboundary',
  'iam:deletegrouppolicy',
  'iam:deleterolepolicy',
  'iam:deleteuserpolicy',
  'iam:detach*',
  'iam:put*',
  'iam:setdefaultpolicyversion',
  'iam:updateassumerolepolicy',
  'iam:updateloginprofile',
  'kms:creategrant',
  'kms:putkeypolicy',
  'lambda:addpermission',
  'lambda:createfunction',
  'lambda:updatefunctioncode',
  'lambda:updatefunctionconfiguration',
  's3:deletebucketpolicy',
  's3:putbucketacl',
  's3:putbucketpolicy',
  's3:putbucketpublicaccessblock',
  'ssm:sendcommand',
  'sts:assumeroot',
];

const escalates = touching(ESCALATES);

const escalation: Flag = {
  reason: 'lets permissions be raised',
  find: (grant, { kind }) => (kind === 'identity' && escalates(grant) ? named(grant) : undefined),
  say: (found) => words`with ${found} permissions can be raised beyond this policy`,
};

const assumes = touching(['sts:assumerole']);

const assumeAny: Flag = {
  reason: 'becomes any role',
  find: (grant, { kind }) =>
    kind === 'identity' &&
    assumes(grant) &&
    (!grant.resource ||
      grant.resource.not ||
      grant.resource.patterns.some((arn) => /[*?]/.test(arn)))
      ? named(grant)
      : undefined,
  say: (found) => words`${found} reaches every role that trusts this account`,
};

/** What ties a call that anybody could make to somebody. */
const BINDS: readonly string[] = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceOwner',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'kms:CallerAccount',
  's3:DataAccessPointAccount',
].map((key) => key.toLowerCase());

/** Whether some test demands a value of somebody's own: not its absence, nor any. */
function isBound(condition: Tree): boolean {
  return Object.entries(condition).some(
    ([operator, keys]) =>
      /^(ForAnyValue:)?(String|Arn)(Equals|Like|EqualsIgnoreCase)$/.test(operator) &&
      isTree(keys) &&
      Object.entries(keys).some(
        ([key, wanted]) => BINDS.includes(key.toLowerCase()) && !elements(wanted).includes('*'),
      ),
  );
}

const anyone: Flag = {
  reason: 'lets anyone in',
  find: ({ principal, condition }, { kind }) => {
    if (!principal || kind === 'limit' || isBound(condition)) return undefined;
    if (principal.not) return ['everyone but those named'];
    return principal.patterns.includes('*') ? ['anyone in the world'] : undefined;
  },
  say: (found) =>
    words`${found} is let in: no condition limits it to an account, an organization or a source`,
};

const foreignAccount: Flag = {
  reason: 'lets in another account',
  find: ({ principal }, stand) => {
    if (!principal || principal.not || stand.kind === 'limit') return undefined;
    const { home } = stand;
    if (!home.account) return undefined;
    const foreign = principal.patterns.filter((who) => {
      const account =
        /^AWS (\d{12})$/.exec(who)?.[1] ?? parseArn(who.replace(/^AWS /, ''))?.account;
      return who.startsWith('AWS ') && /^\d{12}$/.test(account ?? '') && account !== home.account;
    });
    return foreign.length > 0 ? principalWords({ not: false, patterns: foreign }, home) : undefined;
  },
  say: (found) => words`lets in ${found}, from outside this account`,
};

const federated: Flag = {
  reason: 'trusts an identity provider',
  find: ({ principal }, { kind }) => {
    const providers = (principal?.patterns ?? []).filter((who) => who.startsWith('Federated '));
    if (kind === 'limit' || providers.length === 0) return undefined;
    return series(providers.map((who) => [quote(who.replace('Federated ', ''))]));
  },
  say: (found) => words`${found} decides who is let in, within the conditions`,
};

/** All of them. */
export const FLAGS: readonly Flag[] = [
  everyAction,
  everyActionOfService,
  allBut,
  everyResource,
  passRole,
  passHeldRole,
  escalation,
  assumeAny,
  anyone,
  foreignAccount,
  federated,
];
