/** Policies that are attached by name, and the boundary of a role. */
import { parseArn } from '../../../../environments/model/arn.ts';
import type { Explain, Finding } from '../../finding.ts';
import { type Change, UNKNOWN, type Value } from '../../plan.ts';
import { elements, fingerprint, isNothing, member } from '../../value.ts';
import { quote, type Words, words } from '../../words.ts';
import { differs, isDone } from '../at.ts';
import { arnWords, type Home, homeOf, series } from './arn-words.ts';
import { holderWords } from './documents.ts';

/** Policies of AWS that allow so much that whoever has them can give himself the rest. */
const ADMINISTRATORS = /^(.*\/)?(AdministratorAccess.*|IAMFullAccess|PowerUserAccess)$/;

/** Attributes that attach policies. */
const ATTACHING = ['policy_arn', 'policy_arns', 'managed_policy_arns', 'managed_policy_arn'];

/** Those that the provider fills in where nobody says them. */
const COMPUTED: readonly string[] = ['managed_policy_arns'];

/** Finds policies that are attached, or no longer. */
export const attachments: Explain = ({ change }, known) => {
  if (!/^aws_(iam|ssoadmin)_/.test(change.type) || !isDone(change)) return [];
  return ATTACHING.flatMap((name) => {
    const [before, after] = [member(change.before, name), member(change.after, name)];
    if (before === after) return [];
    // Of a new role that names none, the provider computes which others attach to it.
    if (change.action === 'create' && COMPUTED.includes(name) && after === UNKNOWN) return [];
    const [old, now] = [elements(before), elements(after)];
    const added = now.filter((one) => !old.includes(one));
    const removed = old.filter((one) => !now.includes(one));
    if (added.length + removed.length === 0) return [];
    return [
      ...attached(added, removed, change, homeOf(change, known)).map((one) => ({
        ...one,
        tells: [[name]],
      })),
      ...flagged(added),
    ];
  });
};

function attached(
  added: readonly Value[],
  removed: readonly Value[],
  change: Change,
  home: Home,
): Omit<Finding, 'tells'>[] {
  const who = holderWords(change);
  const all = (arns: readonly Value[]): Words => series(arns.map((arn) => policyWords(arn, home)));
  const allow = ({ length }: readonly Value[]): string => (length > 1 ? 'allow' : 'allows');
  return [
    ...(added.length > 0
      ? [
          {
            about: 'permissions',
            words: words`${who} may now do all that ${all(added)} ${allow(added)}`,
            risk: 'medium',
            reason: 'widens permissions',
            permissions: 'widened',
          } as const,
        ]
      : []),
    ...(removed.length > 0
      ? [
          {
            about: 'permissions',
            words: words`${who} may no longer do what only ${all(removed)} ${allow(removed)}`,
            risk: 'low',
            permissions: 'narrowed',
          } as const,
        ]
      : []),
  ];
}

function flagged(added: readonly Value[]): Finding[] {
  const names = added.flatMap((arn) => {
    const name = typeof arn === 'string' ? parseArn(arn)?.resource.replace(/^policy\//, '') : '';
    return name && (ADMINISTRATORS.test(name) || /FullAccess$/.test(name)) ? [name] : [];
  });
  return names.map((name) => ({
    about: 'permissions',
    words: ADMINISTRATORS.test(name)
      ? words`${quote(name)} is for administrators: whoever has it can do nearly everything`
      : words`${quote(name)} covers every action of a service`,
    risk: 'high',
    reason: ADMINISTRATORS.test(name) ? 'makes an administrator' : 'allows a whole service',
    tells: [],
  }));
}

/** A policy by its name. */
function policyWords(arn: Value, home: Home): Words {
  if (typeof arn !== 'string') return ['a policy that is only known after apply'];
  const parsed = parseArn(arn);
  if (parsed?.account !== 'aws') return arnWords(arn, home);
  return words`AWS managed policy ${quote(parsed.resource.replace(/^policy\//, ''))}`;
}

/** Finds a boundary that comes, goes or is another one. */
export const boundaries: Explain = ({ change }, known) => {
  const name = 'permissions_boundary';
  if (!/^aws_iam_(role|user)$/.test(change.type)) return [];
  // With the role itself come and go all its limits.
  if (!differs(change)) return [];
  const [before, after] = [change.before, change.after].map((values) => member(values, name));
  if (fingerprint(before) === fingerprint(after)) return [];
  const home = homeOf(change, known);
  const who = holderWords(change);
  const tells = [[name]];
  if (isNothing(after))
    return [
      {
        about: 'permissions',
        words: words`${who} loses its permissions boundary, ${policyWords(before ?? null, home)}: nothing limits what its policies allow any longer`,
        risk: 'high',
        reason: 'leaves the boundary',
        tells,
        permissions: 'widened',
      },
    ];
  if (isNothing(before))
    return [
      {
        about: 'permissions',
        words: words`${who} is now limited by the boundary ${policyWords(after ?? null, home)}`,
        risk: 'low',
        tells,
        permissions: 'narrowed',
      },
    ];
  return [
    {
      about: 'permissions',
      words: words`${who} gets another permissions boundary: ${policyWords(after ?? null, home)}, before ${policyWords(before ?? null, home)}`,
      risk: 'high',
      reason: 'changes the boundary',
      tells,
      permissions: 'changed',
    },
  ];
};
