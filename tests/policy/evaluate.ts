/**
 * What IAM says to a request: identity policies, a permissions boundary and a resource's policy,
 * in one account or across two. Ours, since the emulator evaluates almost nothing, and a table of
 * all that our roles may do needs a judge. Session policies, service and resource control policies
 * and the policies of KMS keys (which alone decide about their key) are not among it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
import { type Conditions, type Context, glob, holds, substitute } from './conditions.ts';

type OneOrMore = string | readonly string[];

/** One statement, as AWS writes it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly NotPrincipal?: Readonly<Record<string, OneOrMore>>;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: Conditions;
}

/** Who asks: a role's session, a user, or a service of AWS'. */
export type Caller =
  | { readonly role: string; readonly session?: string }
  | { readonly user: string }
  | { readonly service: string };

/** One call. */
export interface Request {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  /** Whose the resource is. @default the caller's account */
  readonly resourceAccount?: string;
  /** Beside what follows from the caller. @default nothing */
  readonly context?: Context;
}

/** The policies that may say something to a call. */
export interface Policies {
  /** Of the role or user; statements of all its policies. @default none */
  readonly identity?: readonly Statement[];
  /** @default no boundary */
  readonly boundary?: readonly Statement[] | undefined;
  /** Of the resource: a bucket's policy, a role's trust policy. @default none */
  readonly resource?: readonly Statement[];
}

/** The answer, and which statements gave it. */
export interface Decision {
  readonly allowed: boolean;
  /** In words, such as `ReadInput` or `denied by OtherRoles of the boundary`. */
  readonly because: string;
}

/** Decides as IAM does. */
export function evaluate(request: Request, policies: Policies): Decision {
  const { identity = [], boundary, resource = [] } = policies;
  const all = [
    ...identity.map((statement) => ({ statement, of: '' })),
    ...(boundary ?? []).map((statement) => ({ statement, of: ' of the boundary' })),
    ...resource.map((statement) => ({ statement, of: ' of the resource' })),
  ].filter(({ statement }) => applies(statement, request));
  const denied = all.find(({ statement }) => statement.Effect === 'Deny');
  if (denied) return refuse(`denied by ${denied.statement.Sid}${denied.of}`);

  const allows = (statements: readonly Statement[]): Statement[] =>
    statements.filter((one) => one.Effect === 'Allow' && applies(one, request));
  const own = allows(identity)[0];
  const inBounds = !boundary || allows(boundary).length > 0;
  const theirs = allows(resource);
  const shared = theirs[0];
  if ('service' in request.caller)
    return shared ? allow(shared) : refuse("the resource's policy says nothing");
  if (accountOf(request.caller) !== (request.resourceAccount ?? accountOf(request.caller))) {
    if (!shared) return refuse("the resource's account says nothing");
    if (!own) return refuse('its own policies say nothing');
    return inBounds ? allow(own) : refuse('outside the boundary');
  }
  // Named as a session or a user, the boundary and the own policies aren't asked; as a role, the
  // boundary is; its account's name only leaves it to the own policies.
  const direct = theirs.find((one) => nameOf(one, request.caller) === 'itself');
  if (direct) return allow(direct);
  const role = theirs.find((one) => nameOf(one, request.caller) === 'role');
  const granted = own ?? role;
  if (!granted) return refuse('nothing allows it');
  return inBounds ? allow(granted) : refuse('outside the boundary');
}

const allow = ({ Sid = 'a statement' }: Statement): Decision => ({ allowed: true, because: Sid });
const refuse = (because: string): Decision => ({ allowed: false, because });

function applies(statement: Statement, request: Request): boolean {
  const { Action, NotAction, Principal, NotPrincipal } = statement;
  const action = request.action.toLowerCase();
  const named = (patterns: OneOrMore): boolean => matchesOne(lower(patterns), action);
  // First, since it settles most.
  if (NotAction ? named(NotAction) : !named(Action ?? [])) return false;
  const context = contextOf(request);
  return (
    isAbout(statement, request.resource, context) &&
    (Principal === undefined || nameOf(statement, request.caller) !== undefined) &&
    (NotPrincipal === undefined || !isExcepted(NotPrincipal, request.caller)) &&
    holds(statement.Condition ?? {}, context)
  );
}

const matchesOne = (patterns: OneOrMore, text: string): boolean =>
  [patterns].flat().some((pattern) => glob(pattern, text));
const lower = (patterns: OneOrMore): string[] =>
  [patterns].flat().map((pattern) => pattern.toLowerCase());

/** A trust policy has no resource: it is the role itself. */
function isAbout(
  { Resource, NotResource }: Statement,
  resource: string,
  context: Context,
): boolean {
  return NotResource
    ? !matchesOne(substitute(NotResource, context), resource)
    : matchesOne(substitute(Resource ?? '*', context), resource);
}

/** What AWS itself says of a caller. */
function contextOf({ caller, context = {} }: Request): Context {
  if ('service' in caller) return { 'aws:PrincipalIsAWSService': 'true', ...context };
  // The role's ARN, also for its sessions.
  const arn = 'role' in caller ? caller.role : caller.user;
  return { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': accountOf(caller), ...context };
}

function accountOf(caller: Caller): string {
  if ('service' in caller) return '';
  return ('role' in caller ? caller.role : caller.user).split(':')[4] ?? '';
}

/** How a statement names a caller: itself, its role, its account or everybody; undefined: not at all. */
function nameOf(
  { Principal }: Statement,
  caller: Caller,
): 'itself' | 'role' | 'account' | undefined {
  if (Principal === undefined) return undefined;
  // Taken as the role's name: the narrower reading, in which the boundary still holds.
  if (Principal === '*') return 'role';
  if ('service' in caller)
    return [Principal['Service'] ?? []].flat().includes(caller.service) ? 'itself' : undefined;
  const names = [Principal['AWS'] ?? []].flat();
  const account = accountOf(caller);
  if ('user' in caller && names.includes(caller.user)) return 'itself';
  if ('role' in caller && caller.session && names.includes(caller.session)) return 'itself';
  if (names.includes('*') || ('role' in caller && names.includes(caller.role))) return 'role';
  return names.includes(account) || names.includes(`arn:aws:iam::${account}:root`)
    ? 'account'
    : undefined;
}

/** An exception holds only for whom all names are listed: account, role and session. */
function isExcepted(listed: Readonly<Record<string, OneOrMore>>, caller: Caller): boolean {
  if ('service' in caller) return [listed['Service'] ?? []].flat().includes(caller.service);
  const names = [listed['AWS'] ?? []].flat();
  const own =
    'user' in caller ? [caller.user] : [caller.role, ...(caller.session ? [caller.session] : [])];
  return [`arn:aws:iam::${accountOf(caller)}:root`, ...own].every((name) => names.includes(name));
}
