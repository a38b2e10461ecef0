/** Where a change holds policies, and whose they are. */
import { roleHolder } from '../../addresses.ts';
import type { Known } from '../../finding.ts';
import type { Change, Path, Tree, Value } from '../../plan.ts';
import { isPolicy } from '../../policy-form.ts';
import { elements, isOpaque, isTree, member, textOf } from '../../value.ts';
import { quote, type Words, words } from '../../words.ts';
import { arnWords, type Home, homeOf } from './arn-words.ts';

/**
 * What a policy is: `identity` says what its holder may do, `resource` who may do something to it,
 * `trust` who may become it; `limit` grants nothing, it bounds what others grant.
 */
type Kind = 'identity' | 'resource' | 'trust' | 'limit';

/** One policy of a change. What is only said of it is found when it is asked for. */
export class Document {
  readonly kind: Kind;
  readonly path: Path;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly #change: Change;
  readonly #known: Known;
  #home: Home | undefined;

  constructor({ change, known }: Setting, { kind, path, before, after }: DocumentProps) {
    this.kind = kind ?? (path[0] === 'assume_role_policy' ? 'trust' : kindOfPolicy(change));
    this.path = path;
    this.before = before;
    this.after = after;
    this.#change = change;
    this.#known = known;
  }

  /** The resource's, such as `aws_kms_key`. */
  get type(): string {
    return this.#change.type;
  }

  /** Who may do what it says; undefined: the policy itself says who. */
  get who(): Words | undefined {
    return this.#saysWho ? undefined : holderWords(this.#change);
  }

  /** What it is about where it doesn't say. */
  get own(): Words | undefined {
    return this.#saysWho ? ownWords(this.#change, this.home) : undefined;
  }

  /** What goes without saying in its ARNs. */
  get home(): Home {
    this.#home ??= homeOf(this.#change, this.#known);
    return this.#home;
  }

  get #saysWho(): boolean {
    return this.kind === 'resource' || this.kind === 'trust';
  }
}

/** Where a policy stands. */
interface Setting {
  readonly change: Change;
  readonly known: Known;
}

interface DocumentProps {
  /** @default - by its path and the type of the resource */
  readonly kind?: Kind;
  readonly path: Path;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** The policies of a change, on either side. Most changes have none. */
export function documentsOf(change: Change, known: Known): readonly Document[] {
  const { before, after, type } = change;
  const setting = { change, known };
  if (type === 'aws_lambda_permission') {
    const sides = { before: lambdaPolicy(before), after: lambdaPolicy(after) };
    return [new Document(setting, { path: [], ...sides })];
  }
  const [old, now] = [heldIn(before, type), heldIn(after, type)];
  const inline = member(before, INLINE) || member(after, INLINE);
  if (old.length + now.length === 0 && !inline) return [];
  return [
    ...[...new Set([...old, ...now])].sort().map((name) => {
      const sides = { before: member(before, name), after: member(after, name) };
      return new Document(setting, { path: [name], ...sides });
    }),
    ...(inline ? inlineOf(setting) : []),
  ];
}

/** The blocks of a role, each with a policy and its name. */
const INLINE = 'inline_policy';

/** The attributes that hold a policy. */
function heldIn(values: Value | undefined, type: string): string[] {
  if (!isTree(values)) return [];
  const held: string[] = [];
  for (const name in values) {
    const value = values[name];
    if (typeof value !== 'object' || value === null) continue;
    if (isPolicy(value) || (isOpaque(value) && holds(type, name))) held.push(name);
  }
  return held;
}

/** Whether an attribute holds a policy even if it can't be seen. Elsewhere AWS fills it in. */
function holds(type: string, name: string): boolean {
  return /_policy$/.test(type) ? /^policy(_document)?$/.test(name) : name === 'assume_role_policy';
}

function inlineOf(setting: Setting): Document[] {
  const [old, now] = [policiesIn(setting.change.before), policiesIn(setting.change.after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((name) => {
    const sides = { before: old.get(name), after: now.get(name) };
    return new Document(setting, { kind: 'identity', path: [INLINE, name, 'policy'], ...sides });
  });
}

/** The inline policies of a role, by their names. */
function policiesIn(values: Value | undefined): ReadonlyMap<string, Value | undefined> {
  return new Map(
    elements(member(values, INLINE)).flatMap((one): [string, Value | undefined][] => {
      const name = textOf(one, 'name');
      return name === undefined ? [] : [[name, member(one, 'policy')]];
    }),
  );
}

function kindOfPolicy({ type, address }: Change): Kind {
  if (/^aws_iam_policy\.boundaries_/.test(address) || type === 'aws_organizations_policy')
    return 'limit';
  // It lets through what others allow.
  if (/^aws_vpc_endpoint/.test(type)) return 'limit';
  return HOLDERS.some(([one]) => one === type) ? 'identity' : 'resource';
}

/** A call's permission to a function, as the policy that AWS makes of it. */
function lambdaPolicy(values: Value | undefined): Tree | undefined {
  if (!isTree(values)) return undefined;
  const [principal, source, account] = ['principal', 'source_arn', 'source_account'].map((name) =>
    member(values, name),
  );
  const service = typeof principal === 'string' && /\.amazon(aws)?\.com$/.test(principal);
  const condition: [string, Tree][] = [
    ...(source ? [['ArnLike', { 'aws:SourceArn': source }] as [string, Tree]] : []),
    ...(account ? [['StringEquals', { 'aws:SourceAccount': account }] as [string, Tree]] : []),
  ];
  return {
    Statement: {
      Effect: 'Allow',
      Action: member(values, 'action') ?? null,
      Principal: principal === '*' ? '*' : { [service ? 'Service' : 'AWS']: principal ?? null },
      Condition: Object.fromEntries(condition),
    },
  };
}

/** Who has a policy: the type of the policy, the attribute that names the holder, and what it is. */
const HOLDERS: readonly (readonly [type: string, attribute: string, noun: string])[] = [
  ['aws_iam_role_policy', 'role', 'the role'],
  ['aws_iam_user_policy', 'user', 'the user'],
  ['aws_iam_group_policy', 'group', 'the group'],
  ['aws_iam_policy', 'name', 'whoever has the policy'],
  ['aws_iam_role', 'name', 'the role'],
  ['aws_iam_user', 'name', 'the user'],
  ['aws_iam_role_policy_attachment', 'role', 'the role'],
  ['aws_iam_user_policy_attachment', 'user', 'the user'],
  ['aws_iam_group_policy_attachment', 'group', 'the group'],
  ['aws_iam_policy_attachment', 'name', 'the holders of'],
  ['aws_vpc_endpoint', 'service_name', 'who calls through the endpoint'],
  ['aws_vpc_endpoint_policy', 'vpc_endpoint_id', 'who calls through the endpoint'],
  ['aws_ssoadmin_permission_set_inline_policy', 'permission_set_arn', 'the permission set'],
];

/** Who has the policies of a change: `the job x`, `the role y`. */
export function holderWords(change: Change): Words {
  const ours = /^aws_iam_role/.test(change.type) && roleHolder(change.address);
  if (ours) return ours;
  const [, attribute = 'name', noun = 'the holder of'] =
    HOLDERS.find(([type]) => type === change.type) ?? [];
  return words`${noun} ${quote(nameIn(change, attribute))}`;
}

/** The value of an attribute on either side, else the name that the configuration has for it. */
export function nameIn({ after, before, name }: Change, attribute: string): string {
  return textOf(after, attribute) ?? textOf(before, attribute) ?? name;
}

/** What the policy of a resource is about: the type, the attribute that names it, and the noun. */
const OWN: readonly (readonly [type: RegExp, attribute: string, noun: string])[] = [
  [/^aws_iam_role$/, 'name', 'role'],
  [/^aws_s3_bucket/, 'bucket', 'bucket'],
  [/^aws_sqs_queue$/, 'name', 'queue'],
  [/^aws_sqs_queue_policy$/, 'queue_url', 'queue'],
  [/^aws_sns_topic$/, 'name', 'topic'],
  [/^aws_sns_topic_policy$/, 'arn', 'topic'],
  [/^aws_ecr/, 'repository', 'repository'],
  [/^aws_kms_key$/, 'description', 'key'],
  [/^aws_kms_key_policy$/, 'key_id', 'key'],
  [/^aws_secretsmanager_secret$/, 'name', 'secret'],
  [/^aws_secretsmanager_secret_policy$/, 'secret_arn', 'secret'],
  [/^aws_lambda_permission$/, 'function_name', 'function'],
];

function ownWords(change: Change, home: Home): Words {
  const [, attribute = 'name', noun = ''] = OWN.find(([type]) => type.test(change.type)) ?? [];
  const name = nameIn(change, attribute);
  if (name.startsWith('arn:')) return arnWords(name, home);
  const short = name.replace(/^https:.*\//, '');
  return noun ? words`${noun} ${quote(short)}` : [quote(change.address)];
}
